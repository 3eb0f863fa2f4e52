import type { MqttClient } from 'mqtt'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openTrial, type Trial } from './testing/trial.ts'

const outlet = 'ipal/plant/outlet'
const now = Date.now()
const sample = (readings: object, at: unknown = now) => JSON.stringify({ at, readings })

let trial: Trial
let client: MqttClient

beforeAll(async () => {
  trial = await openTrial()
  client = await trial.connect()
})
afterAll(() => trial[Symbol.asyncDispose]())

const table: { story: string; topic?: string; payload: string | Buffer; reason: RegExp; kept?: number }[] = [
  { story: 'an empty payload', payload: '', reason: /malformed JSON/ },
  { story: 'malformed JSON', payload: '{"at": 1,', reason: /malformed JSON/ },
  {
    story: 'NaN, which JSON does not have',
    payload: `{"at":${now},"readings":{"ph":NaN}}`,
    reason: /malformed JSON/,
  },
  {
    story: 'a number beyond all numbers',
    payload: `{"at":${now},"readings":{"ph":1e999}}`,
    reason: /readings\.ph: expected a finite number, got Infinity/,
  },
  {
    story: 'a text for a number',
    payload: sample({ ph: '7.1' }),
    reason: /readings\.ph: expected a finite number, got "7.1"/,
  },
  { story: 'no object', payload: '"hello"', reason: /expected object, received string/ },
  {
    story: 'no time',
    payload: '{"readings":{"ph":7}}',
    reason: /^at: expected Unix milliseconds or an RFC 3339 time/,
  },
  {
    story: 'a local time',
    payload: sample({ ph: 7 }, '2026-11-24T09:13:12'),
    reason: /^at: expected .* its offset/,
  },
  { story: 'no readings', payload: sample({}), reason: /^readings: expected at least one reading/ },
  {
    story: 'readings that are no object',
    payload: JSON.stringify({ at: now, readings: [7] }),
    reason: /^readings: expected an object/,
  },
  {
    story: 'a key that nobody knows',
    payload: JSON.stringify({ at: now, readings: { ph: 7 }, battery: 3 }),
    reason: /battery/,
  },
  {
    story: 'an unknown parameter',
    payload: sample({ sugar: 7 }),
    reason: /unknown parameter "sugar": expected one of ph, cod/,
  },
  {
    story: 'a parameter that is not measured here',
    payload: sample({ tss: 7 }),
    reason: /"tss" is not measured at this point/,
  },
  {
    story: 'a time a year ahead',
    payload: sample({ ph: 7 }, now + 365 * 86_400_000),
    reason: /more than 60 minutes ahead of receipt/,
  },
  {
    story: 'a time before clocks were set',
    payload: sample({ ph: 7 }, 1_000),
    reason: /before the year 2000/,
  },
  { story: 'invalid UTF-8', payload: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), reason: /not valid UTF-8/ },
  { story: 'an empty array', payload: '[]', reason: /empty array/ },
  {
    story: 'more elements than a message may carry',
    payload: `[${'1,'.repeat(99_999)}1]`,
    reason: /100000 readings in one message: expected at most 10000/,
  },
  {
    story: 'a million elements',
    payload: `[${'1,'.repeat(999_999)}1]`,
    reason: /payload of 2000001 bytes: expected at most 262144/,
    kept: 1_024,
  },
  {
    story: '10 MB',
    payload: Buffer.alloc(10_000_000, 'x'),
    reason: /payload of 10000000 bytes: expected at most 262144/,
    kept: 1_024,
  },
  {
    story: 'one byte more than a payload may have',
    payload: Buffer.alloc(262_145, ' '),
    reason: /payload of 262145 bytes/,
    kept: 1_024,
  },
  {
    story: 'SenML without a value',
    payload: '[{"n":"ph","bt":0}]',
    reason: /^\[0\]: expected a number in v/,
  },
  { story: 'SenML with a text as its value', payload: '[{"n":"ph","vs":"7"}]', reason: /got a string in vs/ },
  {
    story: 'SenML with a wrong base',
    payload: '[{"bn":7,"n":"ph","v":7}]',
    reason: /bad SenML: bn: .*expected string/,
  },
  {
    story: 'SenML in an unknown unit',
    payload: '[{"n":"ph","u":"Cel","v":7}]',
    reason: /unknown unit "Cel" for ph: expected one of pH/,
  },
  { story: 'SenML of a later version', payload: '[{"bver":11,"n":"ph","v":7}]', reason: /version up to 10/ },
  {
    story: 'a number with a comma',
    topic: `${outlet}/readings/ph`,
    payload: '7,12',
    reason: /expected a bare number/,
  },
  {
    story: 'a bare number for an unknown parameter',
    topic: `${outlet}/readings/sugar`,
    payload: '7',
    reason: /unknown parameter/,
  },
  {
    story: 'an unknown state',
    topic: `${outlet}/state`,
    payload: `{"at":${now},"state":"asleep"}`,
    reason: /^state: /,
  },
  {
    story: 'an unknown status',
    topic: `${outlet}/status`,
    payload: 'here',
    reason: /expected online or offline, got "here"/,
  },
  {
    story: "another point's topic",
    topic: 'ipal/plant/inlet/readings',
    payload: sample({ ph: 7 }),
    reason: /not this device's topic: it may publish under ipal\/plant\/outlet\/ only/,
  },
  {
    story: 'an alarm, which only we publish',
    topic: `${outlet}/alarms/ph-limit-high`,
    payload: '{}',
    reason: /unknown topic/,
  },
  {
    story: 'a topic of fifteen levels',
    topic: `${outlet}/${'x/'.repeat(11)}x`,
    payload: '1',
    reason: /unknown topic/,
  },
]

it.each(table)('refuses $story, with a reason, and the connection lives on', async (row) => {
  const before = await trial.journal.totals()
  const payload = Buffer.from(row.payload)
  await client.publishAsync(row.topic ?? `${outlet}/readings`, payload, { qos: 1 })
  const [refused] = await trial.journal.rejected({ limit: 1 })
  expect(refused).toMatchObject({
    kind: 'rejected',
    sender: trial.device.id,
    reason: expect.stringMatching(row.reason),
  })
  const kept = refused && 'payload' in refused ? Buffer.from(refused.payload) : null
  expect(kept?.equals(payload.subarray(0, row.kept ?? payload.length))).toBe(true)

  await client.publishAsync(`${outlet}/readings`, sample({ ph: 7, cod: 90 }), { qos: 1 })
  expect(client.connected).toBe(true)
  const { accepted, rejected } = await trial.journal.totals()
  expect({ accepted: accepted - before.accepted, rejected: rejected - before.rejected }).toEqual({
    accepted: 2,
    rejected: 1,
  })
})

it('takes the good readings of a message and refuses the bad ones, each with its path', async () => {
  const payload = JSON.stringify([
    { at: now, readings: { ph: 7.1, sugar: 1 } },
    { at: 'yesterday', readings: { ph: 7.2 } },
    { at: now + 1_000, readings: { ph: 7.3, cod: null } },
  ])
  await client.publishAsync(`${outlet}/readings`, payload, { qos: 1 })
  const [entry] = await trial.journal.rejected({ limit: 1 })
  expect(entry).toMatchObject({
    kind: 'readings',
    readings: [{ value: 7.1 }, { value: 7.3 }],
    refusals: [
      { path: '[0].readings.sugar', reason: expect.stringContaining('unknown parameter') },
      { path: '[1]', reason: expect.stringContaining('at: expected Unix milliseconds') },
      { path: '[2].readings.cod', reason: 'expected a finite number, got null' },
    ],
  })
})
