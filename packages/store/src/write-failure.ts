import { z } from 'zod'
import { BatchRefused, StoreUnavailable } from './store.ts'

/** An answer other than "written". */
export interface Refusal {
  status: number
  body: string
  retryAfter: string | null
}

/** InfluxDB says so of a batch, or of points in it. */
const pointStatuses = new Set([400, 422])

/** Too large: it can be cut, whoever says so. */
const tooLarge = 413

/** What InfluxDB 1.x and 3.x say in `error`, 2.x in `message`. */
const OwnWords = z.union([
  z.object({ error: z.string() }),
  z.object({ code: z.string(), message: z.string() }),
])

/**
 * What a refused write means. Only InfluxDB's own words refuse a batch: a proxy in between answers 400 too. Credentials, a missing
 * bucket and anything unheard of count as {@link StoreUnavailable}: somebody can mend them, and the readings wait.
 */
export function writeFailure({ status, body, retryAfter }: Refusal): StoreUnavailable | BatchRefused {
  const message = `InfluxDB answered ${status}: ${body.slice(0, 500).trim()}`
  if (status === tooLarge || (pointStatuses.has(status) && isOwn(body))) return new BatchRefused(message)
  const failure = new StoreUnavailable(message)
  failure.retryAfterMs = parseRetryAfter(retryAfter)
  return failure
}

function isOwn(body: string): boolean {
  try {
    return OwnWords.safeParse(JSON.parse(body)).success
  } catch {
    return false
  }
}

/** Whatever kept a call from an answer: the network, a time-out, an answer cut short. */
export function unreachable(cause: unknown): StoreUnavailable {
  const reason =
    cause instanceof Error ? [cause.message, causeOf(cause)].filter(Boolean).join(': ') : String(cause)
  return new StoreUnavailable(`no answer from InfluxDB: ${reason}`, { cause })
}

/** Seconds, or an HTTP date; anything else counts as nothing said. */
function parseRetryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null) return null
  const seconds = Number(header)
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - now
  return waitMs > 0 ? waitMs : null
}

/** `fetch` says "fetch failed" and hides what failed in the cause. */
function causeOf({ cause }: Error): string {
  return cause instanceof Error ? cause.message || cause.name : ''
}
