import { Site } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import type { LimitSet } from './limit-set.ts'
import { limitsOn } from './limits-on.ts'
import { limitSets } from './load.ts'
import { checkSuccession, lineOf } from './succession.ts'

const firstDay = '2030-07-01'

/** What Jernih ships, on the day after 12/2025 has been replaced by a rule that does not exist. */
const afterNextChange = limitSets.flatMap((set): LimitSet[] => {
  if (set.id !== 'permen-lh-bplh-12-2025') return [set]
  const successor: LimitSet = {
    ...set,
    id: 'permen-lh-99-2030',
    validFrom: firstDay,
    replaces: set.id,
    citation: { source: 'Permen LH 99/2030', verified: true },
    limits: { ...set.limits, cod: { high: 80 }, colour: { high: 150 } },
  }
  return [{ ...set, validTo: firstDay }, successor]
})

function limitOn(day: string, { set, sets = limitSets }: { set: string; sets?: readonly LimitSet[] }) {
  const site = Site.parse({
    id: 'laweyan',
    name: 'Kampung Batik Laweyan',
    zone: 'Asia/Jakarta',
    limits: { set, dischargePerDay: 20 },
    points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { cod: {} } }],
  })
  const limits = limitsOn(day, site, sets)
  return (parameter: string) => {
    const limit = limits.find((candidate) => candidate.parameter === parameter)
    return limit && `${limit.band.high} by ${limit.citation.source.replace(/ as amended.*/, '')}`
  }
}

describe('a site that names a rule which was replaced', () => {
  it('is judged by the rule that replaced it', () => {
    const limit = limitOn('2026-11-24', { set: 'permen-lh-5-2014' })
    expect(limit('cod')).toBe('150 by Permen LH/BPLH 12/2025')
    expect(limit('colour')).toBe('200 by Permen LH/BPLH 12/2025')
    expect(limitOn('2025-09-03', { set: 'permen-lh-5-2014' })('colour')).toBeUndefined()
  })

  it.each(['permen-lh-5-2014', 'permen-lh-bplh-12-2025', 'permen-lh-99-2030'])(
    'takes the next change of law at its midnight, whichever of the line it names: %s',
    (set) => {
      const given = { set, sets: afterNextChange }
      expect(limitOn('2025-09-03', given)('cod')).toBe('150 by Permen LH 5/2014')
      expect(limitOn('2030-06-30', given)('cod')).toBe('150 by Permen LH/BPLH 12/2025')
      expect(limitOn('2030-07-01', given)('cod')).toBe('80 by Permen LH 99/2030')
    },
  )

  it('takes it below a provincial rule too, which goes on to stand before it', () => {
    const limit = limitOn('2030-07-01', { set: 'pergub-jatim-72-2013', sets: afterNextChange })
    expect(limit('cod')).toBe('150 by Pergub Jawa Timur 72/2013')
    expect(limit('colour')).toBe('150 by Permen LH 99/2030')
  })
})

it('knows the line of a set from each of its members, the newest first', () => {
  const line = ['permen-lh-99-2030', 'permen-lh-bplh-12-2025', 'permen-lh-5-2014']
  for (const id of line) expect(lineOf(id, afterNextChange).map((set) => set.id)).toEqual(line)
  expect(lineOf('permen-lh-1-1900', afterNextChange)).toEqual([])
})

describe('sets that would leave a site without limits are refused when they load', () => {
  const changed = (id: string, change: Partial<LimitSet>) =>
    afterNextChange.map((set) => (set.id === id ? { ...set, ...change } : set))

  it('those that Jernih ships are sound, and so is the change', () => {
    expect(() => checkSuccession(limitSets)).not.toThrow()
    expect(() => checkSuccession(afterNextChange)).not.toThrow()
  })

  it.each([
    {
      story: 'one that ends, and nothing replaces it',
      sets: afterNextChange.filter(({ id }) => id !== 'permen-lh-99-2030'),
      says: 'permen-lh-bplh-12-2025: validTo: expected a set that replaces it on 2030-07-01',
    },
    {
      story: 'one that ends before the next begins',
      sets: changed('permen-lh-bplh-12-2025', { validTo: '2030-06-30' }),
      says: 'permen-lh-bplh-12-2025: validTo: expected 2030-07-01',
    },
    {
      story: 'one that was replaced and has no end',
      sets: changed('permen-lh-5-2014', { validTo: undefined }),
      says: 'permen-lh-5-2014: validTo: expected 2025-09-04',
    },
    {
      story: 'two that replace the same one',
      sets: changed('permen-lh-99-2030', { replaces: 'permen-lh-5-2014' }),
      says: 'permen-lh-5-2014: expected one set to replace it',
    },
    {
      story: 'one that replaces nothing known',
      sets: changed('permen-lh-5-2014', { replaces: 'permen-lh-1-1900' }),
      says: 'permen-lh-5-2014: replaces: permen-lh-1-1900 is not there',
    },
    {
      story: 'a province above a province',
      sets: changed('pergub-jatim-72-2013', { beneath: 'pergub-jatim-72-2013' }),
      says: 'pergub-jatim-72-2013: beneath: expected a national set',
    },
  ])('$story', ({ sets, says }) => {
    expect(() => checkSuccession(sets)).toThrow(says)
  })
})
