import { formatInstant, type Instant } from '@jernih/domain'
import { type Asked, isLimit, limitOf, type Played, responseMs, type Score, sideOf } from './score.ts'

/** A violation without its alarm: what was true, what its probe showed of it, and what people were told instead. */
export interface Unfound {
  violation: Asked
  limit: number
  /** Readings from its beginning until the probe had followed its end. */
  readings: number
  beyond: number
  /** The most readings beyond the limit one after another. */
  inARow: number
  /** Warnings that stood then, each with when it was told. */
  warnings: readonly { kind: string; toldAt: Instant }[]
}

export function unfoundOf({ readings, episodes }: Played, { asked }: Score): Unfound[] {
  return asked
    .filter(({ kind, lateMs }) => isLimit(kind) && lateMs === null)
    .map((violation) => {
      const { point, parameter, kind, from } = violation
      const limit = limitOf(violation) ?? Number.NaN
      const to = violation.to + responseMs(violation)
      const shown = readings
        .filter((one) => one.parameter === parameter && one.at >= from && one.at < to)
        .toSorted((one, other) => one.at - other.at)
        .map(({ value }) => (sideOf(kind) === 'high' ? value > limit : value < limit))
      const warnings = episodes.filter(
        (one) =>
          one.point === point &&
          one.parameter === parameter &&
          sideOf(one.kind) === sideOf(kind) &&
          one.since <= to &&
          (one.endedAt === null || one.endedAt >= from),
      )
      const beyond = shown.filter(Boolean).length
      return { violation, limit, readings: shown.length, beyond, inARow: longestRun(shown), warnings }
    })
}

/** As cells of a table: when, what, limit and true peak, minutes, what the probe showed, what was told when. */
export function cellsOf({ violation, limit, readings, beyond, inARow, warnings }: Unfound): string[] {
  const { parameter, peak, from, to } = violation
  const time = (at: Instant) => formatInstant(at, 'Asia/Jakarta').slice(11, 16)
  return [
    formatInstant(from, 'Asia/Jakarta').slice(0, 16).replace('T', ' '),
    `${parameter ?? ''} ${peak?.toFixed(1)} of ${limit}`,
    `${Math.round((to - from) / 60_000)} min`,
    `${beyond} of ${readings} beyond, ${inARow} in a row`,
    warnings
      .map(({ kind, toldAt }) => `${kind} ${sameDay(toldAt, from) ? time(toldAt) : 'before'}`)
      .join(', ') || 'nothing',
  ]
}

function longestRun(shown: readonly boolean[]): number {
  let [run, longest] = [0, 0]
  for (const isBeyond of shown) {
    run = isBeyond ? run + 1 : 0
    longest = Math.max(longest, run)
  }
  return longest
}

function sameDay(one: Instant, other: Instant): boolean {
  const day = (at: Instant) => formatInstant(at, 'Asia/Jakarta').slice(0, 10)
  return day(one) === day(other)
}
