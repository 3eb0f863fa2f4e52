import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePort, makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { runDevices } from './run-devices.ts'
import { type StationProcess, startStationProcess } from './station-process.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-station-claims-'))
})
afterEach(() => rm(directory, { recursive: true }))

interface Account {
  id: string
  username: string
  password: string
  brokers: string[]
  topic: string
}

interface Claim {
  id: string
  code: string
  redeemed: { device: string; arrived: boolean } | null
}

/** As a device does, that has nothing but the code. */
const redeem = ({ httpUrl }: StationProcess, code: string) =>
  fetch(`${httpUrl}/api/v1/claims/redeem`, {
    method: 'POST',
    body: JSON.stringify({ code }),
    headers: { 'content-type': 'application/json' },
  })

const claimsOf = (station: StationProcess) => station.api<Claim[]>('/api/v1/claims')

it('takes the readings of a device that came by a code which a person typed into it', async () => {
  const [tlsPort, webSocketPort] = [await freePort(), await freePort()]
  const { certFile, keyFile } = makeKeyPair(directory, 'jernih')
  const station = await startStationProcess({
    environment: {
      ...{ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, HTTPS_PORT: String(await freePort()) },
      ...{ MQTT_TLS_PORT: String(tlsPort), MQTT_WS_PORT: String(webSocketPort) },
    },
  })
  const { said } = await runDevices(station, 'claim mojokerto-batik outlet --minutes 60')
  const [, code = ''] = /Code +(\S+)/.exec(said) ?? []

  const answer = await redeem(station, code.toLowerCase().replaceAll('-', ' '))
  expect(answer.status).toBe(201)
  const { id, username, password, brokers, topic } = (await answer.json()) as Account
  expect(brokers).toEqual([
    `mqtts://127.0.0.1:${tlsPort}`,
    `wss://127.0.0.1:${webSocketPort}/mqtt`,
    `mqtt://127.0.0.1:${station.mqttPort}`,
  ])
  const ca = await readFile(certFile)
  for (const [index, url] of brokers.entries()) {
    const device = await connectAsync(url, { username, password, ca, reconnectPeriod: 0 })
    const sample = { at: Date.now() + index, readings: { ph: 7.12 } }
    await device.publishAsync(topic, JSON.stringify(sample), { qos: 1 })
    await device.endAsync()
  }
  expect(await station.api('/api/v1/reconciliation')).toMatchObject({ accepted: 3 })

  expect((await redeem(station, code)).status).toBe(401)
  const [claim] = await claimsOf(station)
  expect(claim).toMatchObject({ redeemed: { device: id, arrived: true } })
  expect(await runDevices(station, `revoke ${claim?.id}`)).toMatchObject({ code: 1 })
  expect((await runDevices(station, 'claims')).said).toMatch(new RegExp(`^${claim?.id} .* ${id}$`, 'm'))
  expect((await runDevices(station, 'claims')).said).not.toContain(code)
  const { items } = await station.api<{ items: { act: string; about: string; status: number }[] }>(
    '/api/v1/audit',
  )
  expect(items.filter(({ act }) => act === 'POST /api/v1/claims/redeem')).toMatchObject([
    { status: 401 },
    { status: 201, about: expect.stringContaining(`${claim?.id}: ${id}`) },
  ])
  expect(await station.stop()).toBe(0)
})

it('names the account whose answer was lost when the station was killed, and ends it with its code', {
  timeout: 60_000,
}, async () => {
  let station = await startStationProcess({ directory })
  for (const afterMs of [2, 6, 10, 14, 18]) {
    const asked = { site: 'mojokerto-batik', point: 'outlet' }
    const { id, code } = await station.api<Claim>('/api/v1/claims', { method: 'POST', body: asked })
    const answer = redeem(station, code).then(
      ({ status }) => status,
      () => 'lost',
    )
    await wait(afterMs)
    await station.stop('SIGKILL')
    station = await startStationProcess({ directory })
    const claim = (await claimsOf(station)).find((one) => one.id === id)
    const devices = await station.api<Account[]>('/api/v1/devices')
    const made = claim?.redeemed ? [claim.redeemed.device] : []
    expect(devices.map((device) => device.id)).toEqual(made)
    if ((await answer) === 201) expect(made).toHaveLength(1)
    expect(claim?.redeemed?.arrived ?? false).toBe(false)
    expect(await runDevices(station, `revoke ${id}`)).toMatchObject({ code: 0 })
    expect([await claimsOf(station), await station.api('/api/v1/devices')]).toEqual([[], []])
    expect((await redeem(station, code)).status).toBe(401)
  }
  expect(await station.stop()).toBe(0)
})

it('binds a certificate from its file over the command line, and takes it away', async () => {
  const own = makeKeyPair(directory, 'jernih')
  const sensor = makeKeyPair(directory, 'sensor')
  const tlsPort = await freePort()
  const station = await startStationProcess({
    environment: {
      ...{ TLS_CERT_FILE: own.certFile, TLS_KEY_FILE: own.keyFile },
      ...{ HTTPS_PORT: String(await freePort()), MQTT_TLS_PORT: String(tlsPort) },
    },
  })
  const { username } = await station.device('mojokerto-batik', 'outlet')
  const connect = async () =>
    connectAsync(`mqtts://127.0.0.1:${tlsPort}`, {
      ...{ ca: await readFile(own.certFile), reconnectPeriod: 0 },
      ...{ cert: await readFile(sensor.certFile), key: await readFile(sensor.keyFile) },
    })
  const bound = await runDevices(station, `certificate ${username} ${sensor.certFile}`)
  expect(bound).toMatchObject({ code: 0, said: expect.stringMatching(/SHA-256 +([0-9A-F]{2}:){31}/) })
  const device = await connect()
  const cut = new Promise<void>((resolve) => device.once('close', () => resolve()))
  expect(await runDevices(station, `certificate ${username} --remove`)).toMatchObject({ code: 0 })
  await cut
  await expect(connect()).rejects.toThrow(/Bad username or password/)

  const refuses = async (words: string, code: number, text: string) =>
    expect(await runDevices(station, words)).toEqual({
      code,
      said: '',
      complained: expect.stringContaining(text),
    })
  await refuses(`certificate ${username} --remove`, 1, 'There is no certificate of a device')
  await refuses(`certificate nobody ${sensor.certFile}`, 1, 'There is no device nobody.')
  await refuses(`certificate ${username} ${sensor.keyFile}`, 2, 'holds no certificate in PEM')
  await refuses(`certificate ${username} /nowhere.pem`, 2, 'cannot be read (ENOENT)')
  await refuses(`certificate ${username}`, 2, 'Not understood')
  expect(await station.stop()).toBe(0)
})
