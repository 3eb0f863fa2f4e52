import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readEvents } from './event-stream.ts'
import { type StationProcess, startStationProcess } from './station-process.ts'

let station: StationProcess | undefined
afterEach(() => station?.stop())

/** What a screen gets first. */
async function snapshot({ request }: StationProcess) {
  for await (const { event, data } of readEvents(await request('/api/v1/stream'))) {
    if (event === 'snapshot') return JSON.parse(data) as { simulated: boolean; latest: unknown[] }
  }
  throw new Error('the stream ended')
}

const sitesIn = (latest: { site: string }[]) => new Set(latest.map(({ site }) => site))

describe('made-up readings', () => {
  it('come from every site, say so, and are gone once the virtual plant is off', async () => {
    await using temporary = await mkdtempDisposable(join(tmpdir(), 'jernih-simulated-'))
    const directory = temporary.path
    station = await startStationProcess({ directory, environment: { SIMULATOR: 'on' } })
    const { api } = station
    await expect
      .poll(async () => sitesIn(await api('/api/v1/latest')), { timeout: 10_000 })
      .toEqual(new Set(['mojokerto-batik', 'banjarmasin-sasirangan']))
    expect((await snapshot(station)).simulated).toBe(true)
    expect(await station.stop()).toBe(0)

    station = await startStationProcess({ directory })
    expect(await snapshot(station)).toMatchObject({ simulated: false, latest: [] })
    expect(await station.api('/api/v1/devices')).toEqual([])
    expect(await station.api('/api/v1/reconciliation')).toMatchObject({ accepted: 0 })
    await station.stop()
  })

  it('of an account that says so mark the screen while it exists', async () => {
    station = await startStationProcess()
    const account = { site: 'mojokerto-batik', point: 'outlet', simulated: true }
    const { id } = await station.api<{ id: string }>('/api/v1/devices', { method: 'POST', body: account })
    expect((await snapshot(station)).simulated).toBe(true)
    await station.request(`/api/v1/devices/${id}`, { method: 'DELETE' })
    expect((await snapshot(station)).simulated).toBe(false)
  })
})
