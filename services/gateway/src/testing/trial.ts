import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PointId, SiteId } from '@jernih/domain'
import { type Entry, type Journal, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope, systemClock } from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt'
import { Registry } from 'prom-client'
import { expect } from 'vitest'
import { type Device, type Devices, openDevices } from '../devices.ts'
import { type EmbeddedGateway, type GatewayOptions, startGateway } from '../gateway.ts'

type Account = Device & { password: string }

/** The real parts that the gateway's tests need, in a directory of their own. */
export interface Ground extends AsyncDisposable {
  directory: string
  scope: Scope
  journal: Journal
  needs: Pick<Parameters<typeof startGateway>[0], 'journal' | 'sites' | 'clock' | 'log' | 'metrics'>
}

/** The embedded gateway on a free port with one device at `plant/outlet`. */
export interface Trial extends Ground {
  gateway: EmbeddedGateway
  devices: Devices
  device: Account
  /** A client that goes when the trial ends. */
  connect(options?: IClientOptions): Promise<MqttClient>
}

const outlet = { site: SiteId.parse('plant'), point: PointId.parse('outlet') }

const plant = `id: plant
name: A small plant
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
points:
  - { id: inlet, name: { id: Inlet, en: Inlet }, kind: inlet, parameters: { ph: {} } }
  - id: outlet
    name: { id: Outlet, en: Outlet }
    kind: outlet
    parameters: { ph: {}, cod: {}, flow: {}, temperature: {} }
`

export async function openGround(): Promise<Ground> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-gateway-'))
  const log = createLog('silent')
  const scope = createScope(log)
  scope.add({ close: () => rm(directory, { recursive: true, force: true }) })
  await mkdir(join(directory, 'sites'))
  await writeFile(join(directory, 'sites', 'plant.yaml'), plant)
  const sites = scope.add(await openSites({ directory: join(directory, 'sites'), log }))
  const journal = scope.add(await openJournal({ directory, log, consumers: [] }))
  const needs = { journal, sites, clock: systemClock, log, metrics: new Registry() }
  return { directory, scope, journal, needs, [Symbol.asyncDispose]: () => scope.close() }
}

export async function openTrial(
  options: Pick<Partial<GatewayOptions>, 'limits' | 'journal' | 'clock' | 'log' | 'tls' | 'webSocket'> = {},
): Promise<Trial> {
  const ground = await openGround()
  const { scope, directory, needs } = ground
  const devices = scope.add(await openDevices({ directory, clock: systemClock }))
  const device = await devices.create(outlet)
  const gateway = scope.add(await startGateway({ ...needs, ...options, devices, host: '127.0.0.1', port: 0 }))
  const connect = async (given: IClientOptions = {}) => {
    const { username, password } = device
    const client = await connectAsync(`mqtt://127.0.0.1:${gateway.port}`, {
      username,
      password,
      reconnectPeriod: 0,
      ...given,
    })
    client.on('error', () => undefined)
    scope.add({ close: () => client.endAsync(true) })
    return client
  }
  return { ...ground, devices, device, gateway, connect }
}

/** `expect.poll` that waits for a busy machine too. */
export function eventually<T>(look: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(look, { timeout: 10_000, interval: 50 })
}

/** All entries on disk, oldest first. */
export async function entriesOf(journal: Journal): Promise<Entry[]> {
  const entries: Entry[] = []
  const head = journal.head()
  if (head === 0) return entries
  const done = new AbortController()
  for await (const batch of journal.follow(0, done.signal)) {
    entries.push(...batch)
    if (entries.length >= head) break
  }
  return entries
}
