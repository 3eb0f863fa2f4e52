import type { DeviceTopic, Instant, PointState, Reading } from '@jernih/domain'
import type { Refusal } from '@jernih/journal'
import { decodeNumber } from './number.ts'
import { decodeReadings } from './readings.ts'
import { decodeState } from './state.ts'
import { decodeStatus } from './status.ts'

/** What a message says, or why it was refused: `reason` names the path and what was expected there. */
export type Decoded =
  | { kind: 'readings'; timeSource: 'device' | 'receipt'; readings: Reading[]; refusals: Refusal[] }
  | { kind: 'state'; at: Instant; state: PointState }
  | { kind: 'status'; online: boolean }
  | { kind: 'rejected'; reason: string }

/** What must be known beside the payload to judge whether it can be taken. */
export interface Circumstances {
  receivedAt: Instant
  /** What is measured at the message's point, by the site's file. */
  parameters: ReadonlySet<string>
  limits: DecodeLimits
}

export interface DecodeLimits {
  /** A time further ahead of receipt than this is refused, in ms. */
  aheadMs: number
  /** Readings, or array elements, that one message may carry. */
  readingsPerMessage: number
}

/** Pure, and never throws: whatever the bytes, the answer is what they say or why they are refused. */
export function decode(topic: DeviceTopic, payload: Uint8Array, circumstances: Circumstances): Decoded {
  switch (topic.kind) {
    case 'readings':
      return decodeReadings(payload, circumstances)
    case 'reading':
      return decodeNumber(topic.parameter, payload, circumstances)
    case 'state':
      return decodeState(payload, circumstances)
    case 'status':
      return decodeStatus(payload)
  }
}
