import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { type Certificate, createLog, openCertificate, systemClock } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync, type IClientOptions, MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openDevices } from './devices.ts'
import { entriesOf, eventually, openTrial, type Trial } from './testing/trial.ts'

interface Identity {
  cert: Buffer
  key: Buffer
  bound: { fingerprint: string; subject: string; notAfter: number }
}

let directory: string
let station: Certificate
let stationFiles: { certFile: string; keyFile: string }
let trial: Trial
let sensor: Identity
let aheadMs: number
let told: unknown[]

beforeEach(async () => {
  aheadMs = 0
  directory = await mkdtemp(join(tmpdir(), 'jernih-client-certificates-'))
  stationFiles = makeKeyPair(directory, 'station')
  station = await openCertificate({ ...stationFiles, log: createLog('silent'), lookEveryMs: 20 })
  const secure = { port: 0, certificate: station }
  const clock = { now: () => systemClock.now() + aheadMs }
  told = []
  const log = Object.assign(createLog('silent'), { warn: (...line: unknown[]) => told.push(line) })
  trial = await openTrial({ tls: secure, webSocket: secure, clock, log })
  sensor = await makeIdentity('sensor')
})

afterEach(async () => {
  await trial[Symbol.asyncDispose]()
  await station.close()
  await rm(directory, { recursive: true })
})

async function makeIdentity(name: string, endsInSeconds?: number): Promise<Identity> {
  const { certFile, keyFile } = makeKeyPair(directory, name)
  if (endsInSeconds !== undefined) await endSoon({ certFile, keyFile }, endsInSeconds)
  const cert = await readFile(certFile)
  const { fingerprint256: fingerprint, subject, validToDate } = new X509Certificate(cert)
  const notAfter = validToDate.getTime()
  return { cert, key: await readFile(keyFile), bound: { fingerprint, subject, notAfter } }
}

/** The same certificate anew, with an end to the second. */
async function endSoon({ certFile, keyFile }: { certFile: string; keyFile: string }, seconds: number) {
  const config = join(directory, 'ca.cnf')
  const [own, index] = [`new_certs_dir = ${directory}`, `database = ${join(directory, 'index')}`]
  await writeFile(join(directory, 'index'), '')
  await writeFile(
    config,
    ['[ca]', own, index, 'rand_serial = yes', 'default_md = sha256', 'policy = any', '[any]', ''].join('\n'),
  )
  const end = new Date(Date.now() + seconds * 1_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')
  const made = ['-name', 'ca', '-config', config, '-batch', '-notext', '-preserveDN']
  const files = ['-ss_cert', certFile, '-keyfile', keyFile, '-cert', certFile, '-out', certFile]
  execFileSync('openssl', ['ca', ...made, ...files, '-enddate', end], { stdio: 'pipe' })
}

const messages = () => told.map((line) => (line as [object, string])[1])

const bind = (identity: Identity, id = trial.device.id) => trial.devices.bindCertificate(id, identity.bound)
const url = () => `mqtts://127.0.0.1:${trial.gateway.tlsPort}`
const urlOf = (scheme: string) =>
  scheme === 'wss' ? `wss://127.0.0.1:${trial.gateway.webSocketPort}/mqtt` : url()

function connectAs({ cert, key }: Identity, given: IClientOptions & { url?: string } = {}) {
  const options = { cert, key, rejectUnauthorized: false, reconnectPeriod: 0, ...given }
  return connectAsync(given.url ?? url(), options)
}

async function send(client: MqttClient, value: number) {
  const payload = JSON.stringify({ at: Date.now(), readings: { ph: value } })
  await client.publishAsync('ipal/plant/outlet/readings', payload, { qos: 1 })
  const entry = (await entriesOf(trial.journal)).findLast(({ kind }) => kind === 'readings')
  return entry && 'sender' in entry ? entry.sender : undefined
}

it.each(['mqtts', 'wss'])('lets a device in by its certificate alone, over %s', async (scheme) => {
  await bind(sensor)
  const client = await connectAs(sensor, { url: urlOf(scheme) })
  expect(await send(client, 7.1)).toBe(trial.device.id)
  await client.endAsync()
})

it('refuses a certificate that is bound to nobody, and none at all', async () => {
  await bind(sensor)
  const stranger = await makeIdentity('sensor')
  await expect(connectAs(stranger)).rejects.toThrow(/Bad username or password/)
  const nothing = connectAsync(url(), { rejectUnauthorized: false, reconnectPeriod: 0 })
  await expect(nothing).rejects.toThrow(/Bad username or password/)
})

it('judges by the password whoever gives one, whatever the certificate', async () => {
  await bind(sensor)
  const { username, password } = await trial.devices.create(trial.device)
  await expect(connectAs(sensor, { username, password: 'guessed' })).rejects.toThrow(/Bad username/)
  const client = await connectAs(sensor, { username, password })
  expect(await send(client, 7.1)).not.toBe(trial.device.id)
  await client.endAsync()
})

it.each([
  { story: 'is expired', days: 3 },
  { story: 'is not valid yet', days: -1 },
])('refuses a bound certificate that $story', async ({ days }) => {
  await bind(sensor)
  aheadMs = days * 86_400_000
  await expect(connectAs(sensor)).rejects.toThrow(/Bad username or password/)
  aheadMs = 0
  await (await connectAs(sensor)).endAsync()
})

it.each(['mqtts', 'wss'])(
  'ends a connection over %s within a second of its certificate’s end',
  async (scheme) => {
    const brief = await makeIdentity('brief', 6)
    await bind(brief)
    const client = await connectAs(brief, { url: urlOf(scheme) })
    expect(await send(client, 7.1)).toBe(trial.device.id)
    const closed = new Promise<number>((resolve) => client.once('close', () => resolve(Date.now())))
    expect(client.connected).toBe(true)
    expect(messages()).toEqual([expect.stringContaining('ends soon')])
    const lateMs = (await closed) - brief.bound.notAfter
    expect(lateMs).toBeGreaterThan(0)
    expect(lateMs).toBeLessThan(3_000)
    expect(told).toContainEqual([
      expect.objectContaining({ device: trial.device.id, fingerprint: brief.bound.fingerprint }),
      expect.stringContaining('no longer valid'),
    ])
    await expect(connectAs(brief, { url: urlOf(scheme) })).rejects.toThrow(/Bad username or password/)
  },
)

it.each([
  { story: 'set past its end', days: 3 },
  { story: 'set back before its beginning', days: -1 },
])(
  'ends a connection by a certificate, and none by a password, when the clock is $story',
  async ({ days }) => {
    await bind(sensor)
    const { username, password } = trial.device
    const byPassword = await connectAs(sensor, { username, password })
    const byCertificate = await connectAs(sensor)
    aheadMs = days * 86_400_000
    await eventually(() => byCertificate.connected).toBe(false)
    expect(byPassword.connected).toBe(true)
    const link = (await entriesOf(trial.journal)).findLast(({ kind }) => kind === 'link')
    expect(link).toMatchObject({ connected: true })
    await byPassword.endAsync()
  },
)

it('R10: lets nobody in by a certificate under another device’s username', async () => {
  await bind(sensor)
  const other = await trial.devices.create(trial.device)
  await bind(await makeIdentity('other'), other.id)
  await expect(connectAs(sensor, { username: other.username })).rejects.toThrow(/Bad username or password/)
  const { username, password } = other
  await expect(connectAs(sensor, { username: 'sensor', password })).rejects.toThrow(/Bad username/)
  await expect(connectAs(sensor, { username, password: '' })).rejects.toThrow(/Bad username/)
  const own = await connectAs(sensor, { username: trial.device.username })
  expect(await send(own, 7.1)).toBe(trial.device.id)
  await own.endAsync()
})

it('cuts a device off at once whose certificate is replaced or unbound, and lets it in by it no more', async () => {
  await bind(sensor)
  const renewed = await makeIdentity('renewed')
  const first = await connectAs(sensor)
  expect(await bind(renewed)).toBe('replaced')
  await eventually(() => first.connected).toBe(false)
  await expect(connectAs(sensor)).rejects.toThrow(/Bad username or password/)

  const second = await connectAs(renewed)
  expect(await trial.devices.unbindCertificate(trial.device.id)).toBe(true)
  await eventually(() => second.connected).toBe(false)
  await expect(connectAs(renewed)).rejects.toThrow(/Bad username or password/)
  expect(await trial.devices.unbindCertificate(trial.device.id)).toBe(false)
})

it('disturbs nobody who is connected by binding a first certificate, or the same again', async () => {
  const client = await trial.connect()
  expect(await bind(sensor)).toBe('bound')
  expect(await bind(sensor)).toBe('unchanged')
  expect(await send(client, 7.2)).toBe(trial.device.id)
})

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'knows a device again that resumes its %s session',
  async (version) => {
    await bind(sensor)
    const open = (session?: Buffer) => {
      const { cert, key } = sensor
      const address = { host: '127.0.0.1', port: trial.gateway.tlsPort ?? 0, rejectUnauthorized: false }
      const socket = connectTls({ ...address, cert, key, session, minVersion: version, maxVersion: version })
      const ticket = once(socket, 'session')
      return { socket, ticket, client: speak(socket) }
    }
    const first = open()
    expect(await send(await first.client, 7.1)).toBe(trial.device.id)
    const [session] = await first.ticket
    await (await first.client).endAsync()

    const second = open(session)
    expect(await send(await second.client, 7.2)).toBe(trial.device.id)
    expect(second.socket.isSessionReused()).toBe(true)
    await (await second.client).endAsync()

    await trial.devices.unbindCertificate(trial.device.id)
    await expect(open(session).client).rejects.toThrow(/Bad username or password/)
  },
)

it('asks for certificates still once its own was renewed', async () => {
  await bind(sensor)
  const renewed = makeKeyPair(directory, 'renewed')
  const taken = new Promise((resolve) => station.onChange(resolve))
  await copyFile(renewed.keyFile, stationFiles.keyFile)
  await copyFile(renewed.certFile, stationFiles.certFile)
  await taken
  await (await connectAs(sensor)).endAsync()
})

it('binds a certificate to one device alone, and frees it with the device', async () => {
  const { device, devices } = trial
  const other = await devices.create(device)
  const both = await Promise.all([bind(sensor), bind(sensor, other.id)])
  expect(both).toEqual(['bound', 'taken'])
  expect(await bind(sensor, 'dev-unknown')).toBe('unknown')
  await devices.remove(device.id)
  expect(await devices.withCertificate(sensor.bound.fingerprint)).toBeNull()
  expect(await bind(sensor, other.id)).toBe('bound')
})

it('keeps what is bound over a restart', async () => {
  await bind(sensor)
  await trial.devices.close()
  const reopened = await openDevices({ directory: trial.directory, clock: systemClock })
  const found = await reopened.withCertificate(sensor.bound.fingerprint)
  expect(found).toMatchObject({ id: trial.device.id, certificate: sensor.bound })
  expect(await reopened.list()).toEqual([found])
  await reopened.close()
})

/** Speaks MQTT over a connection that the caller made. */
function speak(socket: TLSSocket): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    const client = new MqttClient(() => socket, { reconnectPeriod: 0, clientId: 'sensor' })
    client.once('connect', () => resolve(client))
    client.once('error', reject)
  })
}
