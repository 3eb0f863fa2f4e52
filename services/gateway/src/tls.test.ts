import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { type Certificate, createLog, openCertificate } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync, type MqttClient } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually, openTrial, type Trial } from './testing/trial.ts'

let directory: string
let certificate: Certificate
let files: { certFile: string; keyFile: string }
let trial: Trial
let told: unknown[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-tls-'))
  files = makeKeyPair(directory, 'first')
  told = []
  const log = Object.assign(createLog('silent'), { error: (...line: unknown[]) => told.push(line) })
  certificate = await openCertificate({ ...files, log, lookEveryMs: 20 })
  trial = await openTrial({ tls: { port: 0, certificate } })
})

afterEach(async () => {
  await trial[Symbol.asyncDispose]()
  await certificate.close()
  await rm(directory, { recursive: true })
})

const port = () => trial.gateway.tlsPort ?? 0
const send = (client: MqttClient, value: number) =>
  client.publishAsync(
    'ipal/plant/outlet/readings',
    JSON.stringify({ at: Date.now(), readings: { ph: value } }),
    { qos: 1 },
  )

function connectSecurely(): Promise<MqttClient> {
  const { username, password } = trial.device
  const ca = certificate.current().cert
  return connectAsync(`mqtts://127.0.0.1:${port()}`, { username, password, ca, reconnectPeriod: 0 })
}

/** The name on the certificate that a new connection sees. */
function nameSeen(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: port(), host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

it('takes readings over TLS, from a client that checks the certificate', async () => {
  const client = await connectSecurely()
  await send(client, 7.1)
  expect(trial.journal.head()).toBeGreaterThan(0)
  await client.endAsync()
})

it('refuses a wrong password over TLS as it does without', async () => {
  trial.device.password = 'guessed'
  await expect(connectSecurely()).rejects.toThrow(/Bad username or password/)
})

it('shows a renewed certificate to new connections, and ends none that stand', async () => {
  const client = await connectSecurely()
  expect(await nameSeen()).toBe('first')
  const second = makeKeyPair(directory, 'second')
  await copyFile(second.certFile, files.certFile)
  await copyFile(second.keyFile, files.keyFile)
  await eventually(nameSeen).toBe('second')
  await send(client, 7.2)
  expect(client.connected).toBe(true)
  await client.endAsync()
})

it('stays with the certificate that it has where the new one is broken', async () => {
  await writeFile(files.certFile, 'no certificate')
  await eventually(() => told.length).toBe(1)
  expect(await nameSeen()).toBe('first')
})

it('is not disturbed by who speaks plain MQTT, or nothing, to the TLS port', async () => {
  const plain = connectTcp(port(), '127.0.0.1', () => plain.write(Buffer.of(0x10, 12, 0, 4, 77, 81, 84, 84)))
  await new Promise((resolve) => plain.once('close', resolve))
  const client = await connectSecurely()
  await send(client, 7.3)
  await client.endAsync()
})

it('refuses files that are missing or do not fit each other, by their names', async () => {
  const log = createLog('silent')
  const other = makeKeyPair(directory, 'other')
  await expect(openCertificate({ ...files, keyFile: other.keyFile, log })).rejects.toThrow(
    /first.crt.*other.key/,
  )
  await expect(openCertificate({ ...files, certFile: '/nowhere.crt', log })).rejects.toThrow(/nowhere.crt/)
})
