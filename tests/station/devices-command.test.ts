import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runDevices } from './run-devices.ts'
import { type StationProcess, startStationProcess } from './station-process.ts'

const topic = 'ipal/mojokerto-batik/outlet/readings'
let station: StationProcess
beforeAll(async () => {
  // Its token is in its data directory, as at a first start.
  station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: '' } })
})
afterAll(async () => {
  expect(await station.stop()).toBe(0)
})

interface Account {
  id: string
  username: string
  password: string
}

const devices = (words: string, environment: Record<string, string> = {}) =>
  runDevices(station, words, environment)

async function account(words: string): Promise<Account> {
  const { code, said, complained } = await devices(`${words} --json`)
  expect({ code, complained }).toEqual({ code: 0, complained: '' })
  return JSON.parse(said) as Account
}

function connect({ username, password }: Account): Promise<MqttClient> {
  return connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password, reconnectPeriod: 0 })
}

function cutOff(device: MqttClient): Promise<void> {
  return new Promise((resolve) => device.once('close', () => resolve()))
}

let at = Date.now()
/** Resolves with the PUBACK. */
async function publish(device: MqttClient): Promise<void> {
  await device.publishAsync(topic, JSON.stringify({ at: at++, readings: { ph: 7.12 } }), { qos: 1 })
}

describe('pnpm devices, on a running station', () => {
  it('makes an account with what a person enters into the logger, which is acknowledged with it', async () => {
    const { code, said } = await devices('create mojokerto-batik/outlet')
    expect(code).toBe(0)
    const field = (name: string) => new RegExp(`^ *${name} +(\\S+)`, 'm').exec(said)?.[1] ?? ''
    expect([field('MQTT topic'), field('MQTT port')]).toEqual([topic, String(station.mqttPort)])
    const made = { id: field('ID'), username: field('MQTT username'), password: field('MQTT password') }
    const device = await connect(made)
    await publish(device)
    await device.endAsync()
    expect(said.split(made.password)).toHaveLength(2)

    const list = await devices('list')
    expect(list.said).toMatch(
      new RegExp(`^${made.id} +mojokerto-batik/outlet +${made.username} +\\d{4}-`, 'm'),
    )
    expect(list.said).not.toContain(made.password)
  })

  it('tells programs the same in one line of JSON', async () => {
    const made = await account('create mojokerto-batik/outlet')
    expect(made).toMatchObject({
      site: 'mojokerto-batik',
      mqtt: { host: '127.0.0.1', port: station.mqttPort, tlsPort: null, topic },
    })
    const listed = JSON.parse((await devices('list --json')).said) as Account[]
    const { id, username } = made
    expect(listed).toContainEqual(expect.objectContaining({ id, username }))
    expect(listed.some((each) => 'password' in each)).toBe(false)
  })

  it('takes the token from the file that JERNIH_ADMIN_TOKEN_FILE names', async () => {
    const environment = {
      JERNIH_DATA_DIR: join(station.directory, 'nowhere'),
      JERNIH_ADMIN_TOKEN_FILE: join(station.directory, 'data/admin-token'),
    }
    expect(await devices('list', environment)).toMatchObject({ code: 0, complained: '' })
  })

  it('rotates while the device is connected: cut off, the old password refused, the new one good', async () => {
    const old = await account('create mojokerto-batik/outlet')
    const device = await connect(old)
    await publish(device)
    const cut = cutOff(device)
    const fresh = await account(`rotate ${old.id}`)
    await cut
    expect(fresh).toMatchObject({ id: old.id, username: old.username })
    await expect(connect(old)).rejects.toThrow(/[Nn]ot authorized|Bad username or password/)
    const again = await connect(fresh)
    await publish(again)
    await again.endAsync()
  })

  it('revokes while the device is connected: cut off, refused from then on, gone from the list', async () => {
    const made = await account('create mojokerto-batik/outlet')
    const device = await connect(made)
    await publish(device)
    const cut = cutOff(device)
    const { code, said } = await devices(`revoke ${made.id}`)
    await cut
    expect({ code, said }).toEqual({
      code: 0,
      said: expect.stringContaining(`${made.id} (mojokerto-batik/outlet)`),
    })
    await expect(connect(made)).rejects.toThrow(/[Nn]ot authorized|Bad username or password/)
    expect((await devices('list')).said).not.toContain(made.id)
  })
})

describe('pnpm devices says what is wrong, and what to do', () => {
  it.each([
    {
      story: 'a point that is not there',
      words: 'create mojokerto-batik/roof',
      says: '  mojokerto-batik/outlet\n',
    },
    {
      story: 'a point that none can be',
      words: 'create Mojokerto/Outlet',
      says: 'There is no point Mojokerto/Outlet. There are:',
    },
    { story: 'an id to rotate that is not there', words: 'rotate dev-0', says: 'There is no device dev-0.' },
    {
      story: 'a code for a point that is not there',
      words: 'claim mojokerto-batik/roof',
      says: 'There is no point mojokerto-batik/roof.',
    },
    {
      story: 'a code for longer than a week',
      words: 'claim mojokerto-batik/outlet --minutes 10081',
      says: 'json.minutes',
    },
    { story: 'an id to revoke that is not there', words: 'revoke dev-0', says: 'There is no device dev-0.' },
  ])('1: $story', async ({ words, says }) => {
    expect(await devices(words)).toEqual({ code: 1, said: '', complained: expect.stringContaining(says) })
  })

  it('1: a wrong token, and where it came from', async () => {
    const wrong = { JERNIH_ADMIN_TOKEN: 'a-wrong-token-of-more-than-32-characters' }
    const { code, complained } = await devices('list', wrong)
    expect({ code, complained }).toEqual({
      code: 1,
      complained: expect.stringContaining("refuses the administrator's token from JERNIH_ADMIN_TOKEN."),
    })
    expect(complained).not.toContain(wrong.JERNIH_ADMIN_TOKEN)
  })

  it.each([
    { words: '' },
    { words: 'list everything' },
    { words: 'create mojokerto-batik' },
    { words: 'create mojokerto-batik/outlet/ph' },
    { words: 'rotate' },
    { words: 'remove dev-0' },
    { words: 'list --force' },
    { words: 'list --url station:8080' },
    { words: 'claim mojokerto-batik' },
    { words: 'claim mojokerto-batik/outlet --minutes 1.5' },
    { words: 'rotate dev-0 --minutes 5' },
    { words: 'claims mojokerto-batik/outlet' },
    { words: 'revoke dev-0 --remove' },
    { words: 'certificate sensor' },
    { words: 'certificate sensor sensor.crt --remove' },
  ])('2: the arguments `$words`', async ({ words }) => {
    const usage = 'pnpm devices create <site>/<point>'
    expect(await devices(words)).toEqual({ code: 2, said: '', complained: expect.stringContaining(usage) })
  })

  it('0: asked for help', async () => {
    expect(await devices('--help')).toMatchObject({
      code: 0,
      said: expect.stringContaining('pnpm devices list'),
    })
  })

  it('2: no station there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    expect(await devices(`list --url ${url}`)).toMatchObject({
      code: 2,
      complained: expect.stringContaining(`No station answers at ${url} (ECONNREFUSED).`),
    })
  })

  it('2: something else there', async () => {
    const other = createServer((_, answer) => answer.end('<h1>It works!</h1>')).listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, complained } = await devices(`list --url http://127.0.0.1:${port}`)
    other.close()
    expect({ code, complained }).toMatchObject({
      code: 2,
      complained: expect.stringContaining('not a Jernih station'),
    })
  })

  it('2: settings that are wrong, without their values', async () => {
    const { code, complained } = await devices('list', { JERNIH_ADMIN_TOKEN: 'too-short', MQTT_PORT: 'x' })
    expect({ code, complained }).toEqual({
      code: 2,
      complained: expect.stringMatching(/MQTT_PORT: .*JERNIH_ADMIN_TOKEN: expected 32 or more/s),
    })
    expect(complained).not.toContain('too-short')
  })

  it('2: no token', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'jernih-devices-command-'))
    const { code, complained } = await devices('list', { JERNIH_DATA_DIR: directory })
    await rm(directory, { recursive: true })
    expect({ code, complained }).toEqual({
      code: 2,
      complained: expect.stringMatching(/admin-token cannot be read \(ENOENT\)\. See JERNIH_ADMIN_TOKEN/),
    })
  })
})

it('asks over HTTPS, with a CA of one’s own where --ca names it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-devices-command-'))
  const { certFile, keyFile } = makeKeyPair(directory, 'jernih')
  const [httpsPort, mqttsPort] = [await freePort(), await freePort()]
  const ports = { HTTPS_PORT: String(httpsPort), MQTT_TLS_PORT: String(mqttsPort) }
  const secure = await startStationProcess({
    environment: { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile, ...ports },
  })
  const ask = (ca: string) =>
    devices(`create mojokerto-batik/outlet --json --url https://127.0.0.1:${httpsPort} ${ca}`, {
      JERNIH_ADMIN_TOKEN: secure.token,
      ...ports,
    })
  const { code, said } = await ask(`--ca ${certFile}`)
  expect(code).toBe(0)
  expect(JSON.parse(said)).toMatchObject({ mqtt: { host: '127.0.0.1', tlsPort: mqttsPort } })
  const see = (text: string) => ({ code: 2, said: '', complained: expect.stringContaining(text) })
  expect(await ask('')).toEqual(see('(DEPTH_ZERO_SELF_SIGNED_CERT). Is it running? See --url and --ca'))
  expect(await ask(`--ca ${certFile}.gone`)).toEqual(see('.gone cannot be read (ENOENT). See --ca'))
  expect(await ask(`--ca ${keyFile}`)).toEqual(see(`${keyFile} holds no certificate`))
  expect(await secure.stop()).toBe(0)
  await rm(directory, { recursive: true })
})
