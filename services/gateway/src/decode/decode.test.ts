import { Parameter, parseDeviceTopic } from '@jernih/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from './decode.ts'

const receivedAt = Date.parse('2026-11-24T09:13:20+07:00')
const circumstances = {
  receivedAt,
  parameters: new Set(['ph', 'cod', 'flow', 'temperature']),
  limits: { aheadMs: 3_600_000, readingsPerMessage: 10_000 },
}

function read(payload: string | Uint8Array, kind = 'readings') {
  const topic = parseDeviceTopic(`ipal/plant/outlet/${kind}`)
  if (topic === null) throw new Error(`no topic: ${kind}`)
  return decode(topic, Buffer.from(payload), circumstances)
}

const at = Date.parse('2026-11-24T09:13:12+07:00')

describe('readings', () => {
  it.each([
    { story: 'RFC 3339 with its offset', time: '2026-11-24T09:13:12+07:00' },
    { story: 'RFC 3339 in UTC', time: '2026-11-24T02:13:12Z' },
    { story: 'Unix milliseconds', time: at },
  ])('reads a time as $story', ({ time }) => {
    const payload = JSON.stringify({ at: time, seq: 4711, readings: { ph: 7.12, cod: 96.4 } })
    expect(read(payload)).toEqual({
      kind: 'readings',
      timeSource: 'device',
      readings: [
        { parameter: 'ph', value: 7.12, at },
        { parameter: 'cod', value: 96.4, at },
      ],
      refusals: [],
    })
  })

  it('reads a buffered hour in the order of its coming', () => {
    const hour = Array.from({ length: 60 }, (_, minute) => ({
      at: at - minute * 60_000,
      readings: { flow: minute },
    }))
    expect(read(JSON.stringify(hour))).toMatchObject({
      readings: hour.map((sample) => ({ parameter: 'flow', value: sample.readings.flow, at: sample.at })),
    })
  })

  it('counts one refusal for each reading of a time that cannot be', () => {
    const payload = [
      { at: at + 2 * 3_600_000, readings: { ph: 7, cod: 90 } },
      { at, readings: { flow: 0 } },
    ]
    expect(read(JSON.stringify(payload))).toMatchObject({
      readings: [{ parameter: 'flow', value: 0 }],
      refusals: [{ path: '[0].readings.ph' }, { path: '[0].readings.cod' }],
    })
  })

  it('takes a bare number at the time of receipt, and marks it so', () => {
    expect(read('7.12', 'readings/ph')).toEqual({
      kind: 'readings',
      timeSource: 'receipt',
      readings: [{ parameter: 'ph', value: 7.12, at: receivedAt }],
      refusals: [],
    })
  })
})

describe('SenML (RFC 8428)', () => {
  it('resolves base name, time, unit and value over the records that follow', () => {
    const pack = [
      { bn: 'urn:dev:mac:0024befffe804ff1:', bt: at / 1_000, bu: 'mg/L', bv: 100, n: 'cod', v: -3.5 },
      { n: 'cod', t: -60, v: 0 },
      { bv: 0 },
      { bn: 'outlet/', n: 'ph', u: 'pH', v: 7.1 },
      { n: 'flow', u: 'm3/s', v: 0.00025 },
      { n: 'temperature', u: 'Cel', v: 28, unheardOf: true },
    ]
    expect(read(JSON.stringify(pack))).toEqual({
      kind: 'readings',
      timeSource: 'device',
      readings: [
        { parameter: 'cod', value: 96.5, at },
        { parameter: 'cod', value: 100, at: at - 60_000 },
        { parameter: 'ph', value: 7.1, at },
        { parameter: 'flow', value: 0.9, at },
        { parameter: 'temperature', value: 28, at },
      ],
      refusals: [],
    })
  })

  it('takes a small time as relative to receipt, and marks the message so', () => {
    expect(read('[{"n":"ph","v":7,"t":-5},{"n":"ph","v":7.1}]')).toMatchObject({
      timeSource: 'receipt',
      readings: [{ at: receivedAt - 5_000 }, { at: receivedAt }],
    })
  })

  it.each([
    { record: { n: 'ph', vb: true }, path: '[1]', reason: /got a boolean in vb/ },
    { record: { n: 'ph', s: 7 }, path: '[1]', reason: /got a sum in s/ },
    {
      record: { n: 'cod', u: 'ppm', v: 7 },
      path: '[1].u',
      reason: /unknown unit "ppm" for cod: expected one of mg\/L/,
    },
    { record: { n: 'ph', v: 7, must_: 1 }, path: '[1]', reason: /"must_" must be understood/ },
    { record: { n: 'ph', v: '7' }, path: '[1]', reason: /bad SenML: v: .*expected number/ },
    { record: { n: 'outlet/sugar', v: 7 }, path: '[1].v', reason: /unknown parameter "sugar"/ },
    { record: 7, path: '[1]', reason: /bad SenML/ },
  ])('refuses $record alone', ({ record, path, reason }) => {
    expect(read(JSON.stringify([{ n: 'ph', v: 7 }, record]))).toMatchObject({
      readings: [{ value: 7 }],
      refusals: [{ path, reason: expect.stringMatching(reason) }],
    })
  })
})

it('reads state and status', () => {
  expect(read(`{"at":${at},"state":"calibration"}`, 'state')).toEqual({
    kind: 'state',
    at,
    state: 'calibration',
  })
  expect(read('online', 'status')).toEqual({ kind: 'status', online: true })
  expect(read('offline', 'status')).toEqual({ kind: 'status', online: false })
})

it('keeps a reason short, however long the mistake is', () => {
  const long = 'x'.repeat(100_000)
  for (const payload of [
    long,
    `{"${long}":1}`,
    `{"at":${at},"readings":{"${long}":1}}`,
    `{"at":"${long}","readings":{}}`,
  ]) {
    const decoded = read(payload)
    expect(decoded.kind === 'rejected' && decoded.reason.length).toBeLessThan(1_000)
  }
})

describe('R11: whatever comes', () => {
  const kinds = ['readings', 'readings/ph', 'readings/sugar', 'state', 'status'] as const

  it('bytes are taken or refused with a reason', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...kinds), (bytes, kind) => hold(read(bytes, kind))),
    )
  })

  it('bytes that were a message once are taken or refused with a reason', () => {
    const messages = [
      `{"at":${at},"seq":7,"readings":{"ph":7.12,"cod":96.4}}`,
      `[{"at":"2026-11-24T09:13:12+07:00","readings":{"flow":1e-3}}]`,
      `[{"bn":"urn:dev:x:","bt":${at / 1_000},"bu":"mg/L","n":"cod","v":-3.5},{"n":"ph","u":"pH","v":7}]`,
      `{"at":${at},"state":"calibration"}`,
      'online',
      '7.12',
    ].map((text) => Buffer.from(text))
    const change = fc.record({ place: fc.nat(120), put: fc.uint8Array({ maxLength: 3 }), over: fc.nat(3) })
    const spoiled = fc
      .tuple(fc.constantFrom(...messages), fc.array(change, { minLength: 1, maxLength: 3 }))
      .map(([message, changes]) =>
        changes.reduce((bytes, { place, put, over }) => {
          const start = place % (bytes.length + 1)
          return Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(start + over)])
        }, message),
      )
    fc.assert(
      fc.property(spoiled, fc.constantFrom(...kinds), (bytes, kind) => hold(read(bytes, kind))),
      { numRuns: 5_000 },
    )
  })

  it('JSON is taken or refused with a reason', () => {
    const time = fc.oneof(fc.constant(at), fc.jsonValue())
    const sample = fc.record(
      {
        at: time,
        seq: fc.jsonValue(),
        readings: fc.dictionary(fc.constantFrom('ph', 'cod', 'sugar', '__proto__'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    const senml = fc.record(
      {
        bn: fc.constantFrom('', 'urn:dev:x:', 'outlet/'),
        bt: fc.double(),
        bu: fc.constantFrom('pH', 'mg/L', '__proto__'),
        bv: fc.double(),
        n: fc.constantFrom('ph', 'cod', 'sugar'),
        u: fc.constantFrom('pH', 'm3/s', 'toString'),
        t: fc.double(),
        v: fc.oneof(fc.double(), fc.jsonValue()),
      },
      { requiredKeys: [] },
    )
    const message = fc.oneof(
      fc.jsonValue(),
      sample,
      fc.array(fc.oneof(sample, fc.jsonValue())),
      fc.array(senml),
    )
    fc.assert(
      fc.property(message, fc.constantFrom(...kinds), (value, kind) =>
        hold(read(JSON.stringify(value), kind)),
      ),
      { numRuns: 2_000 },
    )
  })

  function hold(decoded: ReturnType<typeof decode>): void {
    if (decoded.kind === 'rejected') expect(decoded.reason).not.toBe('')
    if (decoded.kind !== 'readings') return
    expect(decoded.readings.length).toBeGreaterThan(0)
    for (const { parameter, value, at: time } of decoded.readings) {
      expect(Parameter.safeParse(parameter).success && Number.isFinite(value)).toBe(true)
      expect(Number.isSafeInteger(time) && time <= receivedAt + 3_600_000).toBe(true)
    }
    for (const { reason } of decoded.refusals) expect(reason).not.toBe('')
  }
})
