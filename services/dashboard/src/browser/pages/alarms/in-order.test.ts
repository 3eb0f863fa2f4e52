import { expect, it } from 'vitest'
import type { Alarm } from '../../link/wire.ts'
import { fits, parseFilter } from './filter.ts'
import { inOrder, type Standing } from './in-order.ts'

function alarm(id: string, given: Partial<Alarm>): Alarm {
  const usual = { status: 'active', state: 'unacknowledged-active', priority: 'high', site: 'batik' }
  return { id, ...usual, since: '2026-11-24T09:00:00+07:00', ...given } as Alarm
}

const ids = (lines: readonly { id: string }[]) => lines.map(({ id }) => id)

it('puts first what nobody is on, by priority and then the newest', () => {
  const { active } = inOrder(
    [
      alarm('taken', { state: 'acknowledged-active', priority: 'critical' }),
      alarm('older', {}),
      alarm('newer', { since: '2026-11-24T09:30:00+07:00' }),
      alarm('medium', { priority: 'medium' }),
      alarm('critical', { priority: 'critical' }),
    ],
    [],
  )
  expect(ids(active)).toEqual(['critical', 'newer', 'older', 'medium', 'taken'])
})

it('compares moments, not their spelling: sites lie in different zones', () => {
  const { active } = inOrder(
    [
      alarm('first', { since: '2026-11-24T10:00:00+08:00' }),
      alarm('second', { since: '2026-11-24T09:30:00+07:00' }),
    ],
    [],
  )
  expect(ids(active)).toEqual(['second', 'first'])
})

it('tells withheld ones by themselves, and each once', () => {
  const standing = (id: string, episode: string | null) =>
    ({ id, episode, priority: 'low', state: 'shelved', site: 'batik' }) as Standing
  const { returned, withheld } = inOrder(
    [
      alarm('a.1', { state: 'shelved' }),
      alarm('b.2', { state: 'returned-unacknowledged' }),
      alarm('c.3', { state: 'suppressed-by-design' }),
    ],
    [standing('a', 'a.1'), standing('d', null)],
  )
  expect(ids(returned)).toEqual(['b.2'])
  expect(ids(withheld)).toEqual(['a.1', 'c.3', 'd'])
})

it('keeps the filter in the address, and takes what makes no sense for none', () => {
  const filter = parseFilter(new URLSearchParams('site=batik&priority=high&state=hungry'))
  expect(filter).toEqual({ site: 'batik', priority: 'high', state: null })
  expect(fits(filter, alarm('a', {}))).toBe(true)
  expect(fits(filter, alarm('a', { priority: 'low' }))).toBe(false)
  expect(fits(filter, alarm('a', { site: 'sasirangan' }))).toBe(false)
})
