import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import { begin, plantSite, reading, siteFile } from './testing/plant.ts'
import { play } from './testing/play.ts'

describe('a device’s clock', () => {
  /** One message a minute, each `delay` minutes after its reading. */
  const delayed = (delays: number[]) =>
    delays.map((delay, n) => reading('cod', 100, { at: n + 1 - delay, received: n + 1 }))
  const skews = (drafts: Draft[]) =>
    play([...begin, ...drafts]).steps.filter((step) => step.startsWith('clock-skew'))

  it('shows at once when it is ahead', () => {
    const { active } = play([...begin, ...delayed([0, -3])])
    expect(active).toMatchObject([{ kind: 'clock-skew', value: 180, priority: 'low' }])
  })

  it('is behind when no message of ten minutes came in time', () => {
    expect(skews(delayed(Array(10).fill(30)))).toEqual([])
    expect(skews(delayed(Array(12).fill(30)))).toEqual(['clock-skew raised @11'])
    expect(play([...begin, ...delayed(Array(12).fill(30))]).active[0]?.value).toBe(-1_800)
  })

  it('is behind when it is twenty minutes late among readings that come now and then later', () => {
    expect(skews(delayed(Array.from({ length: 12 }, (_, n) => 20 + (n % 3) / 2)))).toEqual([
      'clock-skew raised @11',
    ])
  })

  it('is not blamed for what was buffered', () => {
    const catchingUp = Array.from({ length: 30 }, (_, n) => 60 - 2 * n)
    expect(skews(delayed(catchingUp))).toEqual([])
    expect(skews(delayed([...Array(9).fill(30), 0, ...Array(9).fill(30)]))).toEqual([])
  })

  /** A device that measures once a minute, and sends what it kept one message after another, oldest first. */
  const drained = ({ backlog, every }: { backlog: number; every: number }) => {
    const drafts: Draft[] = []
    for (let at = 1, received = backlog; at < received; at++, received += every)
      drafts.push(reading('cod', 100, { at, received }))
    return drafts
  }
  it.each([
    { story: 'an hour kept, sent at a message every half minute', backlog: 60, every: 0.5 },
    { story: 'half a day kept, sent at a message a second', backlog: 720, every: 1 / 60 },
  ])('is not blamed for $story', (given) => {
    const drafts = drained(given)
    expect(drafts.length).toBeGreaterThan(100)
    expect(skews(drafts)).toEqual([])
  })

  it('is not blamed where averages bear the time at which they began', () => {
    const site = siteFile(0, plantSite({ outlet: { intervalSeconds: 120 } }))
    const averages = Array.from({ length: 30 }, (_, n) =>
      reading('cod', 100, { at: 2 * n, received: 2 * n + 2.05 }),
    )
    expect(skews([site, ...averages])).toEqual([])
  })

  it('is right again when messages come in time for a while', () => {
    expect(skews(delayed([-3, 0, 0, 0]))).toEqual(['clock-skew raised @1', 'clock-skew cleared @4'])
  })

  it('is off by 0 s, and not by −0, where it is not off at all', () => {
    expect(play([...begin, ...delayed([-3, 0, 0, 0])]).changes.at(-1)?.transition.value).toBe(0)
  })
})
