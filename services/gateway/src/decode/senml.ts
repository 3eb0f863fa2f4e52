import { Parameter } from '@jernih/domain'
import { z } from 'zod'
import { claim, createClaims, refuse, refuseTime, settle } from './claim.ts'
import type { Circumstances, Decoded } from './decode.ts'
import { describeIssues, quote } from './refusal.ts'
import { convert } from './units.ts'

/**
 * One record of a pack, RFC 8428 sections 4.1 and 4.2. Labels that are not known are passed over, as section 4.4 asks, but for
 * those that end with `_`, which must be understood.
 */
const SenmlRecord = z.looseObject({
  bn: z.string().optional(),
  bt: z.number().optional(),
  bu: z.string().optional(),
  bv: z.number().optional(),
  bver: z.int().positive().max(10, 'expected a SenML version up to 10').optional(),
  n: z.string().optional(),
  u: z.string().optional(),
  v: z.number().optional(),
  t: z.number().optional(),
})
type SenmlRecord = z.infer<typeof SenmlRecord>

const labels = ['bn', 'bt', 'bu', 'bv', 'bver', 'bs', 'n', 'u', 'v', 'vs', 'vb', 'vd', 's', 't', 'ut']
const otherValues = { vs: 'a string', vb: 'a boolean', vd: 'data', s: 'a sum' } as const
/** Times below 2^28 s are relative to now (section 4.5.3). */
const relativeBelow = 2 ** 28

/** What earlier records of the pack said for all that follow. */
interface Base {
  name: string
  time: number
  unit: string | undefined
  value: number
}

/** Whether an array is a SenML pack rather than an array of samples, by its first record. */
export function isSenml(records: readonly unknown[]): boolean {
  const first = records[0]
  if (typeof first !== 'object' || first === null || 'readings' in first) return false
  return labels.some((label) => label in first)
}

/**
 * A SenML pack in JSON (RFC 8428). A name ends with the parameter, alone or after `:` or `/`; a time relative to now is relative to
 * receipt, and marks the whole message so.
 */
export function decodeSenml(records: readonly unknown[], circumstances: Circumstances): Decoded {
  const claims = createClaims()
  const base: Base = { name: '', time: 0, unit: undefined, value: 0 }
  let timeSource: 'device' | 'receipt' = 'device'
  for (let index = 0; index < records.length; index++) {
    const parsed = SenmlRecord.safeParse(records[index])
    if (!parsed.success) {
      const reason = describeIssues(parsed.error)
      // The base fields of a record that cannot be read would shift every record after it.
      if (carriesBase(records[index])) return { kind: 'rejected', reason: `[${index}]: bad SenML: ${reason}` }
      refuse(claims, () => ({ path: `[${index}]`, reason: `bad SenML: ${reason}` }))
      continue
    }
    const record = parsed.data
    takeBase(base, record)
    if (isBaseAlone(record)) continue
    const seconds = base.time + (record.t ?? 0)
    if (seconds < relativeBelow) timeSource = 'receipt'
    const taken = resolve(record, base, seconds, circumstances)
    if ('reason' in taken) refuse(claims, () => ({ path: `[${index}]${taken.path}`, reason: taken.reason }))
    else claim(claims, taken, circumstances, () => `[${index}].v`)
  }
  if (claims.readings.length + claims.refused === 0) {
    return { kind: 'rejected', reason: 'expected at least one SenML record with a value' }
  }
  return settle(claims, timeSource)
}

function resolve(
  record: SenmlRecord,
  base: Base,
  seconds: number,
  circumstances: Circumstances,
): { name: string; value: number; at: number } | { path: string; reason: string } {
  const unknown = Object.keys(record).find((label) => label.endsWith('_'))
  if (unknown !== undefined) return { path: '', reason: `${quote(unknown)} must be understood, and is not` }
  const fullName = base.name + (record.n ?? '')
  const name = fullName.slice(Math.max(fullName.lastIndexOf(':'), fullName.lastIndexOf('/')) + 1)
  if (record.v === undefined) return { path: '', reason: refuseValue(record) }
  const at = Math.round(
    seconds < relativeBelow ? circumstances.receivedAt + seconds * 1_000 : seconds * 1_000,
  )
  const badTime = refuseTime(at, circumstances)
  if (badTime !== null) return { path: '.t', reason: badTime }
  const value = base.value + record.v
  const unit = record.u ?? base.unit
  const parameter = Parameter.safeParse(name)
  if (unit === undefined || !parameter.success) return { name, value, at }
  const converted = convert(value, unit, parameter.data)
  if ('value' in converted) return { name, value: converted.value, at }
  return {
    path: '.u',
    reason: `unknown unit ${quote(unit)} for ${name}: expected one of ${converted.expected.join(', ')}`,
  }
}

function takeBase(base: Base, record: SenmlRecord): void {
  base.name = record.bn ?? base.name
  base.time = record.bt ?? base.time
  base.unit = record.bu ?? base.unit
  base.value = record.bv ?? base.value
}

function carriesBase(record: unknown): boolean {
  return (
    typeof record === 'object' &&
    record !== null &&
    ['bn', 'bt', 'bu', 'bv', 'bver'].some((label) => label in record)
  )
}

/** A record that only sets base fields says nothing of its own. */
function isBaseAlone(record: SenmlRecord): boolean {
  return (
    Object.keys(record).every((label) => label.startsWith('b') && labels.includes(label)) &&
    record.v === undefined
  )
}

function refuseValue(record: SenmlRecord): string {
  const label = (Object.keys(otherValues) as (keyof typeof otherValues)[]).find((other) => other in record)
  return label === undefined
    ? 'expected a number in v'
    : `expected a number in v, got ${otherValues[label]} in ${label}`
}
