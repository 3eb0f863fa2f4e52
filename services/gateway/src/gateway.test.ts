import { expect, it } from 'vitest'
import { entriesOf, openTrial } from './trial.ts'

it('keeps a reading verbatim, judged, before the device gets its PUBACK', async () => {
  await using trial = await openTrial()
  const client = await trial.connect()
  const at = Date.now() - 2_000
  const payload = `{"at": ${at}, "seq": 1, "readings": {"ph": 7.12, "cod": 96.4}}`
  await client.publishAsync('ipal/plant/outlet/readings', payload, { qos: 1 })
  const entries = await entriesOf(trial.journal)
  const entry = entries.find(({ kind }) => kind === 'readings')
  expect(entry).toMatchObject({
    sender: trial.device.id,
    site: 'plant',
    point: 'outlet',
    timeSource: 'device',
    readings: [
      { parameter: 'ph', value: 7.12, at, late: false, repeat: 'no' },
      { parameter: 'cod', value: 96.4, at },
    ],
    refusals: [],
  })
  expect(entry && 'payload' in entry && Buffer.from(entry.payload).toString()).toBe(payload)
})
