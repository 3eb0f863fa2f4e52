import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Episode } from './episode.ts'
import { sinceCalm } from './floods.ts'
import { tally } from './tally.ts'

const minute = 60_000
const zone = 'Asia/Jakarta'
const start = Date.parse('2026-11-20T00:00:00Z')
const spanMinutes = 3 * 1_440
const now = start + 2 * spanMinutes * minute

/** Quiet hours and bursts, so that there are floods, long ones too. */
const moments = fc
  .array(
    fc.record({
      from: fc.nat(spanMinutes * minute - 1),
      count: fc.integer({ min: 1, max: 40 }),
      stepMs: fc.constantFrom(0, 5_000, 45_000, 2 * minute, 30 * minute),
    }),
    { maxLength: 12 },
  )
  .map((bursts) =>
    bursts
      .flatMap(({ from, count, stepMs }) =>
        Array.from({ length: count }, (_, n) => start + from + n * stepMs),
      )
      .sort((one, other) => one - other),
  )

const facts = fc.record({
  priority: fc.constantFrom('low', 'medium', 'high', 'critical'),
  raisedAs: fc.constantFrom('unacknowledged-active', 'shelved', 'suppressed-by-design', null),
  acknowledgedAfter: fc.option(fc.nat(minute * 600)),
})

const histories = fc.tuple(moments, fc.array(facts, { minLength: 1, maxLength: 20 })).map(([times, kinds]) =>
  times.map((raisedAt, n): Episode => {
    const { priority, raisedAs, acknowledgedAfter } = kinds[n % kinds.length] as (typeof kinds)[number]
    return {
      id: `mojokerto-batik.outlet.cod-limit-high.${n}`,
      alarm: 'mojokerto-batik.outlet.cod-limit-high',
      kind: 'limit-high',
      priority,
      since: raisedAt,
      raisedAt,
      endedAt: raisedAt + minute,
      acknowledgedAt: acknowledgedAfter === null ? null : raisedAt + acknowledgedAfter,
      raisedAs,
    }
  }),
)

function look(history: readonly Episode[], from: number, to: number, operators: number) {
  const told = history.filter(({ raisedAs }) => raisedAs === null || raisedAs === 'unacknowledged-active')
  const before = told.filter(({ raisedAt }) => raisedAt < from).map(({ raisedAt }) => raisedAt)
  const lead = sinceCalm(before.toReversed(), from, operators)
  const within = history.filter(({ raisedAt }) => raisedAt >= from && raisedAt < to)
  return tally({ from, to, now, zone, operators }, lead, within)
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

it('adds up, however the window is cut', () => {
  const cuts = fc.array(fc.nat(spanMinutes * minute), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(histories, cuts, fc.integer({ min: 1, max: 3 }), (history, cut, operators) => {
      const ends = [0, spanMinutes * minute, ...cut].map((ms) => start + ms).sort((one, other) => one - other)
      const whole = look(history, start, start + spanMinutes * minute, operators)
      const parts = ends.slice(1).map((to, n) => look(history, ends[n] ?? start, to, operators))

      expect(total(parts.map(({ raised }) => raised))).toBe(whole.raised)
      expect(total(parts.map(({ withheld }) => withheld))).toBe(whole.withheld)
      expect(total(parts.map(({ floodMs }) => floodMs))).toBe(whole.floodMs)
      for (const name of ['acknowledged', 'unacknowledged'] as const) {
        expect(total(parts.map((part) => part.acknowledgement[name]))).toBe(whole.acknowledgement[name])
      }
      for (const name of ['low', 'medium', 'high', 'critical'] as const) {
        expect(total(parts.map((part) => part.priorities[name]))).toBe(whole.priorities[name])
      }
      expect(total(parts.flatMap(({ actors }) => actors.map(({ episodes }) => episodes)))).toBe(whole.raised)
      const begun = new Set(parts.flatMap(({ floods }) => floods.map(({ from }) => from)))
      expect([...begun]).toEqual(whole.floods.map(({ from }) => from))
    }),
    { numRuns: 300 },
  )
})

it('adds up within: by day, by priority, by alarm', () => {
  fc.assert(
    fc.property(histories, fc.integer({ min: 1, max: 3 }), (history, operators) => {
      const whole = look(history, start, start + spanMinutes * minute, operators)
      expect(total(whole.days.map(({ raised }) => raised))).toBe(whole.raised)
      expect(total(whole.days.map(({ floodMs }) => floodMs))).toBe(whole.floodMs)
      expect(total(Object.values(whole.priorities))).toBe(whole.raised)
      expect(total(whole.actors.map(({ episodes }) => episodes))).toBe(whole.raised)
      if (whole.raised > 0) expect(total(whole.actors.map(({ share }) => share))).toBeCloseTo(1)
    }),
    { numRuns: 200 },
  )
})
