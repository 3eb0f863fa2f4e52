import { type Instant, Parameter, type Reading } from '@jernih/domain'
import type { Refusal } from '@jernih/journal'
import type { Circumstances, Decoded } from './decode.ts'
import { describeRefusals, quote, tell } from './refusal.ts'

/** 2000-01-01T00:00:00Z. No device had a water sensor on MQTT before; an earlier time is a clock that was never set. */
const year2000 = 946_684_800_000

/** Refusals of one message that are told with their reasons: more would make an entry many times as long as its message. */
const refusalsTold = 20

/** The readings of one message as they are taken or refused, one by one. */
export interface Claims {
  readings: Reading[]
  /** The first of them. */
  refusals: Refusal[]
  /** All of them, counted. */
  refused: number
}

export function createClaims(): Claims {
  return { readings: [], refusals: [], refused: 0 }
}

/** Counts one refusal; `why` is asked only of those that are told. */
export function refuse(claims: Claims, why: () => Refusal): void {
  if (claims.refused < refusalsTold) claims.refusals.push(why())
  claims.refused++
}

/** Takes one claimed reading, or adds to the refusals why not. `path` is asked only then. */
export function claim(
  claims: Claims,
  { name, value, at }: { name: string; value: unknown; at: Instant },
  { parameters }: Circumstances,
  path: () => string,
): void {
  const parameter = parameters.has(name) ? (name as Parameter) : null
  if (parameter === null) refuse(claims, () => ({ path: path(), reason: refuseName(name, parameters) }))
  else if (typeof value !== 'number' || !Number.isFinite(value))
    refuse(claims, () => ({ path: path(), reason: `expected a finite number, got ${tell(value)}` }))
  else claims.readings.push({ parameter, value, at })
}

/** Why readings of this time cannot be taken; null where they can. */
export function refuseTime(at: Instant, { receivedAt, limits }: Circumstances): string | null {
  if (at < year2000) {
    return `${tellTime(at)} is before the year 2000: expected Unix milliseconds from a clock that is set`
  }
  if (at - receivedAt > limits.aheadMs) {
    return `${tellTime(at)} is more than ${limits.aheadMs / 60_000} minutes ahead of receipt at ${tellTime(receivedAt)}`
  }
  return null
}

/** A message of which nothing could be taken is refused as a whole. */
export function settle({ readings, refusals, refused }: Claims, timeSource: 'device' | 'receipt'): Decoded {
  if (readings.length === 0) return { kind: 'rejected', reason: describeRefusals(refusals, refused) }
  const count = refused - refusals.length
  if (count > 0) refusals.push({ path: '', reason: `and ${count} more, whose reasons are not kept`, count })
  return { kind: 'readings', timeSource, readings, refusals }
}

function refuseName(name: string, parameters: ReadonlySet<string>): string {
  const expected = `expected one of ${[...parameters].join(', ')}`
  return Parameter.safeParse(name).success
    ? `${quote(name)} is not measured at this point by the site's file: ${expected}`
    : `unknown parameter ${quote(name)}: ${expected}`
}

function tellTime(at: Instant): string {
  return Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at)
}
