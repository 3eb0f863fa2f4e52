import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, makeKeyPair } from '@jernih/runtime/testing'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startStationProcess } from './station-process.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-station-tls-'))
})
afterEach(() => rm(directory, { recursive: true }))

/** The status over HTTPS, from a client that checks the certificate. */
function statusOf(port: number, path: string, ca: Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, ca, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
}

it('takes readings over MQTT and WebSocket with TLS and answers over HTTPS, with one certificate', async () => {
  const { certFile, keyFile } = makeKeyPair(directory, 'jernih')
  const ca = await readFile(certFile)
  const [httpsPort, mqttsPort, wssPort] = [await freePort(), await freePort(), await freePort()]
  const station = await startStationProcess({
    environment: {
      TLS_CERT_FILE: certFile,
      TLS_KEY_FILE: keyFile,
      HTTPS_PORT: String(httpsPort),
      MQTT_TLS_PORT: String(mqttsPort),
      MQTT_WS_PORT: String(wssPort),
    },
  })
  const [site, point] = ['mojokerto-batik', 'outlet']
  const account = await station.device(site, point)
  const urls = [`mqtts://127.0.0.1:${mqttsPort}`, `wss://127.0.0.1:${wssPort}/mqtt`]
  for (const [index, url] of urls.entries()) {
    const device = await connectAsync(url, { ...account, ca, reconnectPeriod: 0 })
    const sample = { at: Date.now() + index, readings: { ph: 7.12 } }
    await device.publishAsync(`ipal/${site}/${point}/readings`, JSON.stringify(sample), { qos: 1 })
    await device.endAsync()
  }
  expect(await station.api('/api/v1/reconciliation')).toMatchObject({ accepted: 2 })
  expect(await statusOf(httpsPort, '/readyz', ca)).toBe(200)
  expect(await statusOf(httpsPort, '/api/v1/sites', ca)).toBe(401)
  expect(await station.stop()).toBe(0)
})

it('says which files do not fit where the certificate cannot be used', async () => {
  const [certFile, keyFile] = [join(directory, 'a.crt'), join(directory, 'a.key')]
  await Promise.all([writeFile(certFile, 'none'), writeFile(keyFile, 'none')])
  const environment = { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }
  await expect(startStationProcess({ environment })).rejects.toThrow(
    /TLS_CERT_FILE and TLS_KEY_FILE: .*a\.crt/,
  )
})
