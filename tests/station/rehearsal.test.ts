import mqtt from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from './station-process.ts'

const site = 'mojokerto-batik'
const minute = 60_000

let station: StationProcess
beforeEach(async () => {
  station = await startStationProcess()
})
afterEach(() => station.stop())

/** COD of running water, one value a minute until just now, as a device sends what it had buffered. */
async function send(values: readonly number[]): Promise<number> {
  const from = Date.now() - (values.length + 1) * minute
  const messages = values.map((cod, n) => ({ at: from + n * minute, readings: { cod, flow: 0.5 } }))
  const account = await station.device(site, 'outlet')
  const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, account)
  await device.publishAsync(`ipal/${site}/outlet/readings`, JSON.stringify(messages), { qos: 1 })
  await device.endAsync()
  await expect
    .poll(() => station.api('/api/v1/reconciliation'))
    .toMatchObject({ stored: 2 * values.length, pending: 0 })
  return from
}

interface Rehearsal {
  removed: { items: { alarm: string; raisedAt: string; endedAt: string | null }[] }
  missedMinutes: number
}

const rehearse = (from: number, change: object) =>
  station.api<Rehearsal>('/api/v1/rules/rehearse', {
    method: 'POST',
    body: { site, point: 'outlet', from, change },
  })

it('plays what a device sent by other rules, and finds the alarms that the watch told', async () => {
  const wave = (value: number, length: number) => Array.from({ length }, (_, n) => value + (n % 3))
  const from = await send([
    ...wave(90, 5),
    ...wave(200, 5),
    ...wave(90, 15),
    ...wave(200, 20),
    ...wave(90, 10),
  ])
  const { items } = await station.api<{ items: { kind: string; raisedAt: string; clearedAt: string }[] }>(
    '/api/v1/alarms',
  )
  const told = items.filter(({ kind }) => kind === 'limit-high')
  expect(told).toHaveLength(2)

  const waits = { onDelaySeconds: 300, offDelaySeconds: 600 }
  const patient = { limit: waits, approaching: waits }
  const { removed, missedMinutes } = await rehearse(from, {
    point: { parameters: { cod: { rules: patient } } },
  })
  const [first] = told.toSorted((one, other) => one.raisedAt.localeCompare(other.raisedAt))
  expect(removed.items).toMatchObject([
    { alarm: `${site}.outlet.cod-limit-high`, raisedAt: first?.raisedAt, endedAt: first?.clearedAt },
  ])
  // Two of the short one after its delay, and two more until the long one is told.
  expect(missedMinutes).toBe(4)
})
