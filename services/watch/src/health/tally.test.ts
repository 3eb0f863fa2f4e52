import type { AlarmKind } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import type { Episode } from './episode.ts'
import { tally, type Window } from './tally.ts'

const minute = 60_000
const hour = 60 * minute

/** Midnight in Mojokerto. */
const midnight = Date.parse('2026-11-24T00:00:00+07:00')
const at = (text: string) => Date.parse(`2026-11-24T${text}+07:00`)

const window: Window = {
  from: midnight,
  to: midnight + 24 * hour,
  now: midnight + 26 * hour,
  zone: 'Asia/Jakarta',
  operators: 1,
}

let episodes = 0
function episode(raisedAt: number, given: Partial<Episode> = {}): Episode {
  const alarm = 'mojokerto-batik.outlet.cod-limit-high'
  const kind: AlarmKind = 'limit-high'
  return {
    id: `${alarm}.${++episodes}`,
    alarm,
    kind,
    priority: 'high',
    since: raisedAt - minute,
    raisedAt,
    endedAt: raisedAt + 30 * minute,
    acknowledgedAt: null,
    raisedAs: 'unacknowledged-active',
    ...given,
  }
}

const flood = (from: number) =>
  Array.from({ length: 12 }, (_, n) => episode(from + n * 30_000, { priority: 'low' }))

/**
 * A day by hand: a flood over the midnight before it, of which six alarms are its own; one acknowledged after 4 minutes, one after 20;
 * one shelved; a flood at noon; and one that stands.
 */
const evening = flood(midnight - 3 * minute)
const day = [
  ...evening.filter(({ raisedAt }) => raisedAt >= midnight),
  episode(at('08:00:00'), { acknowledgedAt: at('08:04:00') }),
  episode(at('09:00:00'), { acknowledgedAt: at('09:20:00'), priority: 'medium' }),
  episode(at('09:30:00'), { raisedAs: 'shelved' }),
  ...flood(at('12:00:00')),
  episode(at('22:00:00'), { endedAt: null, priority: 'critical' }),
]
const lead = evening.filter(({ raisedAt }) => raisedAt < midnight).map(({ raisedAt }) => raisedAt)

describe('a day, calculated by hand', () => {
  const told = tally(window, lead, day)

  it('counts what people were told of', () => {
    expect(told).toMatchObject({ raised: 6 + 2 + 12 + 1, withheld: 1 })
    expect(told.priorities).toEqual({ low: 18, medium: 1, high: 1, critical: 1 })
    expect(told.busiest.tenMinutes).toEqual({ count: 12, from: at('12:00:00') })
    expect(told.busiest.hour).toEqual({ count: 12, from: at('12:00:00') })
  })

  it('tells a flood from its beginning, the day before, and counts its time on this day alone', () => {
    // The eleventh came at 00:02:00; of twelve, four are left once the eighth has left, ten minutes after 00:00:30.
    expect(told.floods).toEqual([
      { from: at('00:02:00'), to: at('00:10:30'), raised: 2, peak: 12 },
      { from: at('12:05:00'), to: at('12:13:30'), raised: 2, peak: 12 },
    ])
    expect(told.floodMs).toBe(17 * minute)
  })

  it('says how long people took', () => {
    expect(told.acknowledgement).toEqual({
      acknowledged: 2,
      unacknowledged: 19,
      medianMs: 4 * minute,
      p90Ms: 20 * minute,
      longestMs: 26 * hour,
    })
    expect(told.longestActiveMs).toBe(4 * hour)
  })

  it('has one day', () => {
    expect(told.days).toEqual([
      { date: '2026-11-24', from: midnight, to: midnight + 24 * hour, raised: 21, floodMs: 17 * minute },
    ])
  })
})

it('leaves a flood open that goes on at the end of the window', () => {
  const cut = { ...window, to: at('12:06:00') }
  const told = tally(
    cut,
    lead,
    day.filter(({ raisedAt }) => raisedAt < cut.to),
  )
  expect(told.floods.at(-1)).toMatchObject({ from: at('12:05:00'), to: null })
  expect(told.floodMs).toBe(8.5 * minute + minute)
})

it('cuts days at the midnights of the site', () => {
  const jayapura = tally({ ...window, zone: 'Asia/Jayapura' }, lead, day)
  expect(jayapura.days.map(({ date, raised }) => [date, raised])).toEqual([
    ['2026-11-24', 20],
    ['2026-11-25', 1],
  ])
})

it('says of a window without alarms that there were none', () => {
  expect(tally(window, [], [])).toMatchObject({
    raised: 0,
    floods: [],
    busiest: { tenMinutes: null, hour: null },
    acknowledgement: { medianMs: null, p90Ms: null, longestMs: null },
    longestActiveMs: null,
    actors: [],
  })
})
