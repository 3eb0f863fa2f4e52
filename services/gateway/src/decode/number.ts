import { claim, createClaims, settle } from './claim.ts'
import type { Circumstances, Decoded } from './decode.ts'
import { parseJson } from './json.ts'

/** The payload of `…/readings/{parameter}`: a bare number, whose time is the time of receipt. */
export function decodeNumber(name: string, payload: Uint8Array, circumstances: Circumstances): Decoded {
  const json = parseJson(payload)
  if ('reason' in json)
    return { kind: 'rejected', reason: `expected a bare number, such as 7.12: ${json.reason}` }
  const claims = createClaims()
  claim(claims, { name, value: json.value, at: circumstances.receivedAt }, circumstances, () => '')
  return settle(claims, 'receipt')
}
