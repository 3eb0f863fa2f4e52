import { isUtf8 } from 'node:buffer'
import type { JudgedReading } from '@jernih/domain'
import type { Draft, Entry, Offset, Totals } from './entry.ts'

/**
 * An entry as one line of JSON, without its offset: that follows from its place. The payload stands there as text when
 * it is valid UTF-8, else as `payloadBase64`; a reading as `[parameter, value, at, flag, tests, late, repeat]`.
 * Throws a RangeError for a number that JSON cannot hold.
 */
export function encodeLine(draft: Draft): string {
  if (!Number.isFinite(draft.receivedAt)) throw new RangeError('receivedAt is not a finite number')
  if (!('payload' in draft)) return `${JSON.stringify(draft)}\n`
  if (draft.kind !== 'readings') {
    const { payload, ...rest } = draft
    return `${JSON.stringify({ ...rest, ...payloadFields(payload) })}\n`
  }
  const { payload, readings, ...rest } = draft
  return `${JSON.stringify({ ...rest, readings: readings.map(toRow), ...payloadFields(payload) })}\n`
}

export function decodeLine(line: string, offset: Offset): Entry {
  const entry = JSON.parse(line)
  entry.offset = offset
  if (entry.readings !== undefined) entry.readings = entry.readings.map(fromRow)
  if (entry.payload !== undefined) entry.payload = Buffer.from(entry.payload)
  if (entry.payloadBase64 !== undefined) {
    entry.payload = Buffer.from(entry.payloadBase64, 'base64')
    delete entry.payloadBase64
  }
  return entry
}

/** The readings that one entry adds to the {@link Totals}. */
export function countReadings(draft: Draft): Totals {
  if (draft.kind === 'readings') {
    return { accepted: draft.readings.length, rejected: draft.refusals.length }
  }
  return { accepted: 0, rejected: draft.kind === 'rejected' ? 1 : 0 }
}

type Row = [
  JudgedReading['parameter'],
  number | string,
  number,
  JudgedReading['flag'],
  string,
  boolean,
  JudgedReading['repeat'],
]

function toRow({ parameter, value, at, flag, tests, late, repeat }: JudgedReading): Row {
  if (!Number.isFinite(value) || !Number.isFinite(at))
    throw new RangeError(`${parameter} is not a finite number`)
  return [parameter, value === 0 ? zero(value) : value, at, flag, tests, late, repeat]
}

/** JSON.stringify writes −0 as 0, and no reading may be altered. */
function zero(value: number): number | string {
  return Object.is(value, -0) ? '-0' : value
}

function fromRow([parameter, value, at, flag, tests, late, repeat]: Row): JudgedReading {
  return { parameter, value: Number(value), at, flag, tests, late, repeat }
}

function payloadFields(payload: Uint8Array): { payload: string } | { payloadBase64: string } {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  return isUtf8(bytes) ? { payload: bytes.toString() } : { payloadBase64: bytes.toString('base64') }
}
