import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Certificate, createLog, openCertificate } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync, type IClientOptions } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually, openTrial, type Trial } from './testing/trial.ts'

const rounds = 15
const connections = 4
let directory: string
let station: Certificate
let trial: Trial

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-revoked-'))
  station = await openCertificate({ ...makeKeyPair(directory, 'station'), log: createLog('silent') })
  trial = await openTrial({ tls: { port: 0, certificate: station } })
})
afterEach(async () => {
  await trial[Symbol.asyncDispose]()
  await station.close()
  await rm(directory, { recursive: true })
})

/** A device's way in, and how to take it away. */
type WayIn = { options: IClientOptions & { url: string }; revoke: () => Promise<unknown> }

const ways: { story: string; make: () => Promise<WayIn> }[] = [
  { story: 'account is removed', make: () => byPassword((id) => trial.devices.remove(id)) },
  { story: 'password is rotated', make: () => byPassword((id) => trial.devices.rotate(id)) },
  { story: 'certificate is unbound', make: byCertificate },
]

async function byPassword(revoke: (id: string) => Promise<unknown>): Promise<WayIn> {
  const { id, username, password } = await trial.devices.create(trial.device)
  const url = `mqtt://127.0.0.1:${trial.gateway.port}`
  return { options: { url, username, password }, revoke: () => revoke(id) }
}

let names = 0
async function byCertificate(): Promise<WayIn> {
  const { id } = await trial.devices.create(trial.device)
  const { certFile, keyFile } = makeKeyPair(directory, `sensor-${names++}`)
  const [cert, key] = [await readFile(certFile), await readFile(keyFile)]
  const { fingerprint256: fingerprint, validToDate } = new X509Certificate(cert)
  await trial.devices.bindCertificate(id, { fingerprint, subject: '', notAfter: validToDate.getTime() })
  const url = `mqtts://127.0.0.1:${trial.gateway.tlsPort}`
  const revoke = () => trial.devices.unbindCertificate(id)
  return { options: { url, cert, key, rejectUnauthorized: false }, revoke }
}

async function connected(): Promise<number | undefined> {
  const metric = await trial.needs.metrics.getSingleMetric('jernih_gateway_connected')?.get()
  return metric?.values[0]?.value
}

describe('R10: leaves nobody connected', () => {
  it.each(ways)('whose $story at any moment of connecting', { timeout: 60_000 }, async ({ make }) => {
    let letIn = 0
    for (let round = 0; round < rounds; round++) {
      const { options, revoke } = await make()
      const { url, ...given } = options
      const coming = Array.from({ length: connections }, () =>
        connectAsync(url, { ...given, reconnectPeriod: 0 }),
      )
      const outcomes = Promise.allSettled(coming)
      await wait(round * 2)
      await revoke()
      const clients = (await outcomes).flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
      letIn += clients.length
      await eventually(() => clients.some((client) => client.connected)).toBe(false)
      expect(await connected()).toBe(0)
    }
    // Else nobody was revoked in the middle of it.
    expect(letIn).toBeGreaterThan(0)
    expect(letIn).toBeLessThan(rounds * connections)
  })
})
