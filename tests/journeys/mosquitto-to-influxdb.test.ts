import { execFile } from 'node:child_process'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { hasServer, type Server, startInfluxd } from '@jernih/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEvents, type ServerEvent } from '../station/event-stream.ts'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'

const run = promisify(execFile)
const point = { site: 'mojokerto-batik', point: 'outlet' }

interface AlarmItem {
  id: string
  parameter: string
  kind: string
  status: string
  confirmed: boolean
}

/** Clients that are not ours on both ends: Mosquitto's publisher and InfluxDB's own query language. */
describe.runIf(hasServer('influxd', process.env) && hasServer('mosquitto_pub', process.env))(
  'a reading from mosquitto_pub to a real InfluxDB, and to the people',
  () => {
    let directory: Awaited<ReturnType<typeof mkdtempDisposable>>
    let influxd: Server
    let station: StationProcess
    let account: { username: string; password: string }

    beforeAll(async () => {
      directory = await mkdtempDisposable(join(tmpdir(), 'jernih-influxd-'))
      influxd = await startInfluxd({ directory: directory.path })
      station = await startStationProcess({
        environment: { STORE: 'influx1', INFLUX_URL: influxd.url, INFLUX_DATABASE: 'journey' },
      })
      account = await station.device(point.site, point.point)
    })
    afterAll(async () => {
      expect(await station?.stop()).toBe(0)
      await influxd?.stop()
      await directory?.remove()
    })

    async function publish(payload: object, { username, password } = account): Promise<void> {
      const topic = `ipal/${point.site}/${point.point}/readings`
      const broker = ['-h', '127.0.0.1', '-p', String(station.mqttPort), '-u', username, '-P', password]
      await run('mosquitto_pub', [...broker, '-q', '1', '-t', topic, '-m', JSON.stringify(payload)])
    }

    async function influxQl(query: string): Promise<unknown[][]> {
      const response = await fetch(`${influxd.url}/query?db=journey&epoch=ms&q=${encodeURIComponent(query)}`)
      const { results } = (await response.json()) as { results: { series?: { values: unknown[][] }[] }[] }
      return results[0]?.series?.[0]?.values ?? []
    }

    it('R1: stores exactly what was published, under the time of measurement', async () => {
      const at = Date.now() - 300_000
      await publish({ at, readings: { ph: 7.12, cod: 96.4, flow: 0.9 } })
      const query = `SELECT value, flag, received FROM reading WHERE site='${point.site}' AND "point"='outlet' AND parameter='cod'`
      await expect
        .poll(() => influxQl(query), { timeout: 10_000 })
        .toEqual([[at, 96.4, 1, expect.any(Number)]])
    })

    it('tells an alarm over HTTP and on the stream, and keeps it after the acknowledgement', async () => {
      const stopped = new AbortController()
      const stream = readEvents(
        await station.request(`/api/v1/stream?site=${point.site}`, { signal: stopped.signal }),
      )
      const raised = nextAlarm(stream, 'ph-limit-high')

      // Two violations 61 s apart by the device's clock: longer than the on-delay of 60 s.
      const now = Date.now()
      await publish({ at: now - 61_000, readings: { ph: 10.9 } })
      await publish({ at: now, readings: { ph: 11.1 } })
      expect(JSON.parse((await raised).data)).toMatchObject({
        alarm: { value: 11.1, limit: { value: 9 } },
        transition: { step: 'raised' },
      })
      stopped.abort()

      const { items } = await station.api<{ items: AlarmItem[] }>(
        '/api/v1/alarms?status=active&site=mojokerto-batik',
      )
      const alarm = items.find(({ parameter, kind }) => parameter === 'ph' && kind === 'limit-high')
      expect(alarm).toMatchObject({ status: 'active' })
      const acknowledged = await station.api(`/api/v1/alarms/${alarm?.id}/acknowledge`, {
        method: 'POST',
        body: { note: 'pompa asam diperiksa' },
      })
      expect(acknowledged).toMatchObject({
        status: 'active',
        acknowledgement: { note: 'pompa asam diperiksa' },
      })
    })

    it('lets nobody in without the right password', async () => {
      const stranger = publish({ at: Date.now(), readings: { ph: 7 } }, { ...account, password: 'tebakan' })
      await expect(stranger).rejects.toThrow(/not authori[sz]ed|bad user name or password/i)
    })

    it('R3: accounts for every reading', async () => {
      const balance = () => station.api('/api/v1/reconciliation')
      await expect
        .poll(balance, { timeout: 10_000 })
        .toMatchObject({ accepted: 5, stored: 5, pending: 0, rejected: 0, balanced: true })
      const counts = await influxQl('SELECT count(value) FROM reading')
      expect(counts[0]?.[1]).toBe(5)
    })
  },
)

async function nextAlarm(stream: AsyncIterable<ServerEvent>, name: string): Promise<ServerEvent> {
  for await (const event of stream) {
    if (event.event !== 'alarm') continue
    const { alarm } = JSON.parse(event.data) as { alarm: AlarmItem }
    if (`${alarm.parameter}-${alarm.kind}` === name) return event
  }
  throw new Error('the stream ended')
}
