import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { type Certificate, createLog, openCertificate } from '@jernih/runtime'
import { makeKeyPair } from '@jernih/runtime/testing'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Api, startApi } from './start-api.ts'
import { adminToken, openParts } from './test-parts.ts'

let directory: string
let files: { certFile: string; keyFile: string }
let certificate: Certificate
let parts: Awaited<ReturnType<typeof openParts>>
let api: Api

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-https-'))
  files = makeKeyPair(directory, 'first')
  certificate = await openCertificate({ ...files, log: createLog('silent'), lookEveryMs: 20 })
  parts = await openParts()
  const tls = { port: 0, certificate }
  api = await startApi({ ...parts.deps, metrics: new Registry(), host: '127.0.0.1', port: 0, tls })
})

afterEach(async () => {
  await api.close()
  await parts.close()
  await certificate.close()
  await rm(directory, { recursive: true })
})

interface Answer {
  status: number | undefined
  headers: NodeJS.Dict<string | string[]>
  name: string
}

/** Over a connection of its own, with a certificate that is checked against the one in use. */
function ask(method: string, path: string, body = ''): Promise<Answer> {
  const port = api.tlsPort ?? 0
  const headers = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }
  const options = {
    host: '127.0.0.1',
    port,
    method,
    path,
    headers,
    ca: certificate.current().cert,
    agent: false,
  }
  return new Promise((resolve, reject) => {
    const asked = request(options, (answer) => {
      const { subject } = (answer.socket as TLSSocket).getPeerCertificate()
      resolve({ status: answer.statusCode, headers: answer.headers, name: String(subject.CN) })
      answer.resume()
    })
    asked.on('error', reject).end(body)
  })
}

it('answers over TLS', async () => {
  expect(await ask('GET', '/healthz')).toMatchObject({ status: 200, name: 'first' })
})

it('marks the session’s cookie as one for encrypted ways only', async () => {
  const { status, headers } = await ask('POST', '/session', JSON.stringify({ token: adminToken }))
  expect(status).toBeLessThan(300)
  expect(String(headers['set-cookie'])).toMatch(/Secure/)
})

it('shows a renewed certificate without a restart', async () => {
  const second = makeKeyPair(directory, 'second')
  await copyFile(second.certFile, files.certFile)
  await copyFile(second.keyFile, files.keyFile)
  const seen = () => ask('GET', '/healthz').then(({ name }) => name, String)
  await expect.poll(seen, { timeout: 10_000 }).toBe('second')
})
