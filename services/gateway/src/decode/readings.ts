import { InstantInput } from '@jernih/domain'
import { z } from 'zod'
import { type Claims, claim, createClaims, refuse, refuseTime, settle } from './claim.ts'
import type { Circumstances, Decoded } from './decode.ts'
import { parseJson } from './json.ts'
import { describeIssues } from './refusal.ts'
import { decodeSenml, isSenml } from './senml.ts'

/** `{"at": …, "seq": …, "readings": {"ph": 7.12, …}}`; the values are judged one by one, so that one bad reading spoils no other. */
const Sample = z.strictObject({
  at: InstantInput,
  seq: z.int().optional(),
  readings: z.custom<Readonly<Record<string, unknown>>>(
    isObject,
    'expected an object of parameters and their values',
  ),
})

/** The payload of `…/readings`: one sample, an array of them (a buffered hour), or a SenML pack. */
export function decodeReadings(payload: Uint8Array, circumstances: Circumstances): Decoded {
  const json = parseJson(payload)
  if ('reason' in json) return { kind: 'rejected', reason: json.reason }
  const claims = createClaims()
  if (!Array.isArray(json.value)) {
    const tooMany = takeSample(claims, json.value, '', circumstances)
    return tooMany ?? settle(claims, 'device')
  }
  const samples: readonly unknown[] = json.value
  if (samples.length === 0)
    return { kind: 'rejected', reason: 'expected at least one element, got an empty array' }
  if (samples.length > circumstances.limits.readingsPerMessage)
    return refuseLength(samples.length, circumstances)
  if (isSenml(samples)) return decodeSenml(samples, circumstances)
  for (let index = 0; index < samples.length; index++) {
    const tooMany = takeSample(claims, samples[index], `[${index}]`, circumstances)
    if (tooMany) return tooMany
  }
  return settle(claims, 'device')
}

/** Answers a refusal of the whole message where it carries too many readings. */
function takeSample(
  claims: Claims,
  sample: unknown,
  place: string,
  circumstances: Circumstances,
): Decoded | null {
  const parsed = Sample.safeParse(sample)
  if (!parsed.success) {
    refuse(claims, () => ({ path: place, reason: describeIssues(parsed.error) }))
    return null
  }
  const { at, readings } = parsed.data
  const names = Object.keys(readings)
  const total = claims.readings.length + claims.refused + names.length
  if (total > circumstances.limits.readingsPerMessage) return refuseLength(total, circumstances)
  const prefix = place === '' ? 'readings' : `${place}.readings`
  if (names.length === 0) refuse(claims, () => ({ path: prefix, reason: 'expected at least one reading' }))
  const badTime = refuseTime(at, circumstances)
  for (const name of names) {
    if (badTime === null) {
      claim(
        claims,
        { name, value: readings[name], at },
        circumstances,
        () => `${prefix}.${name.slice(0, 60)}`,
      )
    } else {
      refuse(claims, () => ({ path: `${prefix}.${name.slice(0, 60)}`, reason: `at: ${badTime}` }))
    }
  }
  return null
}

function refuseLength(length: number, { limits }: Circumstances): Decoded {
  return {
    kind: 'rejected',
    reason: `${length} readings in one message: expected at most ${limits.readingsPerMessage}`,
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
