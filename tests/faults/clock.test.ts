import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { createFakeTime, type FakeTime, mayFakeTime } from './fake-time.ts'
import { expectStored } from './stored-readings.ts'

const [calm, above] = [90, 900]
const sites = {
  'clock.yaml': `id: clock
name: Clock
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
rules: { limit: { onDelaySeconds: instant, offDelaySeconds: instant } }
points:
  - { id: timed, name: { id: timed, en: timed }, kind: outlet, parameters: { cod: {} } }
  - { id: untimed, name: { id: untimed, en: untimed }, kind: outlet, parameters: { cod: {} } }
`,
}

interface LatestItem {
  point: string
  value: number
  ageMs: number
  stale: boolean
}

/** `timed` has a clock of its own, which is right; a reading of `untimed` bears the time of the station. */
describe.runIf(mayFakeTime())('a clock of the station that jumps by hours', () => {
  let directory: Awaited<ReturnType<typeof mkdtempDisposable>>
  let time: FakeTime
  let station: StationProcess
  let publish: (point: 'timed' | 'untimed', value: number) => Promise<number>
  let publishAgain: (message: { topic: string; payload: string }) => Promise<unknown>
  /** What `timed` published under a clock that let it in, and under one that did not. */
  const taken = new Map<number, number>()
  const refused = new Map<number, number>()

  beforeAll(async () => {
    directory = await mkdtempDisposable(join(tmpdir(), 'jernih-clock-'))
    time = await createFakeTime(directory.path)
    station = await startStationProcess({ sites, environment: time.environment })
    const connect = async (point: string) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
        ...(await station.device('clock', point)),
        reconnectPeriod: 0,
      })
    const clients = { timed: await connect('timed'), untimed: await connect('untimed') }
    publish = async (point, value) => {
      const at = Date.now()
      if (point === 'untimed')
        await clients.untimed.publishAsync('ipal/clock/untimed/readings/cod', String(value), { qos: 1 })
      else await clients.timed.publishAsync('ipal/clock/timed/readings', timedPayload(at, value), { qos: 1 })
      return at
    }
    publishAgain = ({ topic, payload }) => clients.timed.publishAsync(topic, payload, { qos: 1 })
  })
  afterAll(async () => {
    expect(await station?.stop()).toBe(0)
    await directory?.remove()
  })

  async function latest(point: string): Promise<LatestItem | undefined> {
    return (await station.api<LatestItem[]>('/api/v1/latest?site=clock')).find((item) => item.point === point)
  }
  async function limitAlarms(point: string): Promise<string[]> {
    const { items } = await station.api<{ items: { point: string; kind: string; status: string }[] }>(
      '/api/v1/alarms?site=clock&kind=limit-high',
    )
    return items
      .filter((item) => item.point === point)
      .map(({ status }) => status)
      .sort()
  }
  async function both(value: number): Promise<void> {
    const [at] = await Promise.all([publish('timed', value), publish('untimed', value)])
    taken.set(at, value)
  }
  const timed = () => latest('timed')
  const untimed = () => latest('untimed')
  const statuses = async () => [await limitAlarms('timed'), await limitAlarms('untimed')]

  it('R8: five hours ahead, it makes what came before look old, and raises each alarm once', async () => {
    await both(calm)
    await expect.poll(untimed, { timeout: 5_000 }).toMatchObject({ value: calm, stale: false })
    await time.jumpTo(5)
    expect(await untimed()).toMatchObject({ stale: true })
    await both(above)
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([['active'], ['active']])
    expect(await untimed()).toMatchObject({ value: above, stale: false })
  })

  it('R8: set back, it shows no value as present whose age nobody knows, and goes on with the next', async () => {
    await time.jumpTo(0)
    expect(await untimed()).toMatchObject({ value: above, stale: true })
    await both(above + 1)
    await expect.poll(untimed, { timeout: 5_000 }).toMatchObject({ value: above + 1, stale: false })
    expect(await timed()).toMatchObject({ value: above + 1, stale: false })
    expect(await statuses()).toEqual([['active'], ['active']])
    await both(calm)
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([['cleared'], ['cleared']])
  })

  it('five hours behind, it alarms on time, and says why it refuses what is measured in its future', async () => {
    await time.jumpTo(-5)
    expect([await timed(), await untimed()]).toMatchObject([{ stale: true }, { stale: true }])
    const [at] = await Promise.all([publish('timed', above), publish('untimed', above)])
    refused.set(at, above)
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([['cleared'], ['active', 'cleared']])
    expect(station.log()).toMatch(/more than 60 minutes ahead of receipt/)
    await time.jumpTo(0)
    await both(calm)
    await expect.poll(statuses, { timeout: 5_000 }).toEqual([['cleared'], ['cleared', 'cleared']])
    expect([await timed(), await untimed()]).toMatchObject([{ stale: false }, { stale: false }])
  })

  it('R3: through jumps both ways the books balance, and each reading is stored under its own time', async () => {
    await expectStored(station, 'clock', 'timed', taken)
    const accepted = 2 * taken.size + 1
    expect(await station.api('/api/v1/reconciliation')).toMatchObject({
      accepted,
      rejected: 1,
      balanced: true,
    })
    expect(station.log()).not.toMatch(/"level":[56]0/)
  })

  it('R12: holds what it refused byte for byte, which published again is stored under its own time', async () => {
    const { items } = await station.api<{ items: { topic: string; payload: string }[] }>('/api/v1/rejected')
    expect(items).toMatchObject(
      [...refused].map(([at, value]) => ({
        topic: 'ipal/clock/timed/readings',
        payload: timedPayload(at, value),
        encoding: 'utf-8',
        refusals: [{ reason: expect.stringContaining('more than 60 minutes ahead of receipt') }],
      })),
    )
    for (const message of items) await publishAgain(message)
    await expectStored(station, 'clock', 'timed', new Map([...taken, ...refused]))
  })
})

function timedPayload(at: number, value: number): string {
  return JSON.stringify({ at, readings: { cod: value } })
}
