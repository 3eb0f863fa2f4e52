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
    return `${JSON.stringify(rest).slice(0, -1)},${encodePayload(payload)}}\n`
  }
  return encodeReadings(draft)
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
    let rejected = 0
    for (const { count = 1 } of draft.refusals) rejected += count
    return { accepted: draft.readings.length, rejected }
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

/** By hand, since nearly every line is one of these, and JSON.stringify takes twice as long over it. */
function encodeReadings(draft: Extract<Draft, { kind: 'readings' }>): string {
  const { receivedAt, sender, topic, site, point, timeSource, readings, refusals, payload } = draft
  let rows = ''
  for (const reading of readings) rows += rows === '' ? encodeRow(reading) : `,${encodeRow(reading)}`
  return (
    `{"kind":"readings","receivedAt":${receivedAt},"sender":${JSON.stringify(sender)},"topic":${JSON.stringify(topic)},` +
    `"site":"${site}","point":"${point}","timeSource":"${timeSource}","readings":[${rows}],` +
    `"refusals":${refusals.length === 0 ? '[]' : JSON.stringify(refusals)},${encodePayload(payload)}}\n`
  )
}

function encodeRow({ parameter, value, at, flag, tests, late, repeat }: JudgedReading): string {
  if (!Number.isFinite(value) || !Number.isFinite(at))
    throw new RangeError(`${parameter} is not a finite number`)
  return `["${parameter}",${value === 0 ? zero(value) : text(value)},${text(at)},${flag},"${tests}",${late},"${repeat}"]`
}

/** As `${number}` is, which however keeps each text in a cache until it is old enough for the old space to fill with them. */
const text: (number: number) => string = JSON.stringify

/** A number's text has no −0, and no reading may be altered. */
function zero(value: number): string {
  return Object.is(value, -0) ? '"-0"' : '0'
}

function fromRow([parameter, value, at, flag, tests, late, repeat]: Row): JudgedReading {
  return { parameter, value: Number(value), at, flag, tests, late, repeat }
}

/** The payload's field. */
function encodePayload(payload: Uint8Array): string {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  return isUtf8(bytes)
    ? `"payload":${JSON.stringify(bytes.toString())}`
    : `"payloadBase64":"${bytes.toString('base64')}"`
}
