import { X509Certificate } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { type InferRequestType, parseResponse } from 'hono/client'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { openParts, outlet, site } from './test-parts.ts'

let directory: string
let aheadMs = 0
let parts: Awaited<ReturnType<typeof openParts>>
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-client-certificate-'))
  parts = await openParts({ clock: { now: () => systemClock.now() + aheadMs } })
})
afterAll(async () => {
  await parts.close()
  await rm(directory, { recursive: true })
})

const devices = () => parts.client.api.v1.devices
let param: { id: string }
beforeEach(async () => {
  const { id } = await parseResponse(devices().$post({ json: { site, point: outlet } }))
  param = { id }
})

function makePem(name: string): Promise<string> {
  return readFile(makeKeyPair(directory, name).certFile, 'utf8')
}

const put = (certificate: string, to = param) =>
  devices()[':id'].certificate.$put({ param: to, json: { certificate } as InferRequestType<Put>['json'] })
type Put = ReturnType<typeof devices>[':id']['certificate']['$put']

it('binds a certificate, tells what it is, and unbinds it', async () => {
  const pem = await makePem('sensor')
  const made = await put(pem)
  expect(made.status).toBe(201)
  const { fingerprint256, validToDate } = new X509Certificate(pem)
  const told = { fingerprint: fingerprint256, subject: 'CN=sensor', notAfter: validToDate.toISOString() }
  expect(await made.json()).toEqual(told)
  expect((await put(pem)).status).toBe(200)
  expect((await put(await makePem('renewed'))).status).toBe(200)
  const { certificate } = await parseResponse(devices()[':id'].$get({ param }))
  expect(certificate).toMatchObject({ subject: 'CN=renewed' })
  expect((await devices()[':id'].certificate.$delete({ param })).status).toBe(204)
  expect((await devices()[':id'].certificate.$delete({ param })).status).toBe(404)
  expect((await parseResponse(devices()[':id'].$get({ param }))).certificate).toBeNull()
})

it('refuses a certificate that another device has, and a device that is not there', async () => {
  const pem = await makePem('shared')
  await put(pem)
  const { id } = await parseResponse(devices().$post({ json: { site, point: outlet } }))
  const refused = await put(pem, { id })
  expect(refused.status).toBe(409)
  expect(await refused.json()).toMatchObject({ type: 'urn:jernih:problem:conflict' })
  expect((await put(pem, { id: 'unknown' })).status).toBe(404)
})

it('refuses a certificate that has ended, which would let nobody in', async () => {
  const pem = await makePem('old')
  aheadMs = 3 * 86_400_000
  const refused = await put(pem)
  aheadMs = 0
  expect(refused.status).toBe(409)
  expect((await parseResponse(devices()[':id'].$get({ param }))).certificate).toBeNull()
})

it('says what it expected where something else came, and where the private key did', async () => {
  const { certFile, keyFile } = makeKeyPair(directory, 'whole')
  const [pem, key] = [await readFile(certFile, 'utf8'), await readFile(keyFile, 'utf8')]
  const broken = pem.replace(/\n.{40}/, '\n')
  for (const text of ['', 'no certificate', key, pem + key, pem + pem, broken]) {
    const refused = await put(text)
    expect(refused.status).toBe(400)
    const { errors } = (await refused.json()) as { errors: { path: string; expected: string }[] }
    expect(errors).toMatchObject([
      { path: 'json.certificate', expected: expect.stringContaining('BEGIN CERT') },
    ])
    expect(JSON.stringify(errors).includes('stays on the device')).toBe(text.includes(key))
  }
})
