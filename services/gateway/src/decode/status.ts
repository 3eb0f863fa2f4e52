import type { Decoded } from './decode.ts'
import { parseText } from './json.ts'
import { quote } from './refusal.ts'

/** The payload of `…/status`: the word `online`, or `offline`, which the will says. */
export function decodeStatus(payload: Uint8Array): Decoded {
  const text = parseText(payload)
  if ('reason' in text) return { kind: 'rejected', reason: text.reason }
  if (text.value === 'online' || text.value === 'offline')
    return { kind: 'status', online: text.value === 'online' }
  return { kind: 'rejected', reason: `expected online or offline, got ${quote(text.value)}` }
}
