import { InstantInput, PointState } from '@jernih/domain'
import { z } from 'zod'
import { refuseTime } from './claim.ts'
import type { Circumstances, Decoded } from './decode.ts'
import { parseJson } from './json.ts'
import { describeIssues } from './refusal.ts'

const StateMessage = z.strictObject({ at: InstantInput, state: PointState })

/** The payload of `…/state`: what the point is doing from `at` on. */
export function decodeState(payload: Uint8Array, circumstances: Circumstances): Decoded {
  const json = parseJson(payload)
  if ('reason' in json) return { kind: 'rejected', reason: json.reason }
  const parsed = StateMessage.safeParse(json.value)
  if (!parsed.success) return { kind: 'rejected', reason: describeIssues(parsed.error) }
  const badTime = refuseTime(parsed.data.at, circumstances)
  return badTime === null ? { kind: 'state', ...parsed.data } : { kind: 'rejected', reason: `at: ${badTime}` }
}
