import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLog } from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { expect, it, onTestFinished } from 'vitest'
import type { ApiDeps } from './deps.ts'
import { openParts, site } from './test-parts.ts'

const path = `/api/v1/sites/${site}/contacts`
const siti = {
  ...{ name: 'Siti', role: 'operator', language: 'id', email: 'siti@example.org', telegram: 123456789 },
  ...{ whatsapp: '+6281234567890', phone: '0812', webhook: 'https://example.org/secret/path' },
}

/** With files of the sites' own, which can be written. */
async function opened(given: Partial<ApiDeps> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-api-contacts-'))
  await cp(fileURLToPath(new URL('../../../sites', import.meta.url)), directory, { recursive: true })
  const sites = await openSites({ directory, log: createLog('silent') })
  const parts = await openParts({ sites, ...given })
  onTestFinished(async () => {
    await parts.close()
    await sites.close()
    await rm(directory, { recursive: true })
  })
  const get = async () => (await parts.ask(path)).headers.get('etag') ?? ''
  const send = (method: string, at: string, body: object, headers: Record<string, string> = {}) =>
    parts.ask(at, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  return {
    ...parts,
    file: join(directory, `${site}.yaml`),
    sites,
    etag: get,
    put: (contacts: object[], headers: Record<string, string> = {}) =>
      send('PUT', path, { contacts }, headers),
    test: (name: string) => send('POST', `${path}/test`, { name }),
  }
}

it('gives administrators what they may send back, and others by which ways somebody is told', async () => {
  const { app, as, ask, put, etag } = await opened()
  await put([siti], { 'if-match': await etag() })
  expect(await (await ask(path)).json()).toEqual({ contacts: [siti], masked: false })
  const answer = await app.request(path, { headers: await as({ role: 'operator' }) })
  expect(await answer.json()).toEqual({
    masked: true,
    contacts: [
      {
        ...{ name: 'Siti', role: 'operator', language: 'id', email: '…@example.org', telegram: '…789' },
        ...{ whatsapp: '…890', phone: '…', webhook: 'https://example.org/…' },
      },
    ],
  })
})

it('writes them into the file, takes them up, and has it in the audit log', async () => {
  const { ask, file, sites, put, etag } = await opened()
  const answer = await put([siti], { 'if-match': await etag() })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('etag')).toBe(await etag())
  expect(sites.get(site)?.contacts).toEqual([siti])
  expect(await readFile(file, 'utf8')).toContain('# How alarms behave at every point of this site')
  const { items } = (await (await ask('/api/v1/audit')).json()) as { items: unknown[] }
  expect(items[0]).toMatchObject({ by: 'admin', act: `PUT ${path}`, about: `${site}: Siti`, status: 200 })
})

it('writes nothing over a change of somebody else, nor without knowing what it changes', async () => {
  const { file, put, etag } = await opened()
  const before = await etag()
  expect((await put([siti])).status).toBe(428)
  expect((await put([siti], { 'if-match': `W/${before}` })).status).toBe(200)
  const late = await put([], { 'if-match': before })
  expect(await late.json()).toMatchObject({ status: 412, type: 'urn:jernih:problem:changed-meanwhile' })
  expect(await readFile(file, 'utf8')).toContain('siti@example.org')
})

it.each([
  { story: 'a number that is none', contact: { ...siti, whatsapp: '0812' }, at: 'json.contacts.1.whatsapp' },
  { story: 'a name that is taken', contact: siti, at: 'json.contacts.1.name' },
  { story: 'a key that nobody knows', contact: { ...siti, fax: '1' }, at: 'json.contacts.1' },
])('refuses $story by name, and writes nothing', async ({ contact, at }) => {
  const { file, put, etag } = await opened()
  const before = await readFile(file, 'utf8')
  const answer = await put([siti, contact], { 'if-match': await etag() })
  expect(await answer.json()).toMatchObject({ status: 400, errors: [{ path: at }] })
  expect(await readFile(file, 'utf8')).toBe(before)
})

it('says what is to be mended by hand where the file is broken', async () => {
  const { file, put, etag } = await opened()
  await writeFile(file, (await readFile(file, 'utf8')).replace('dischargePerDay: 2', 'dischargePerDay: two'))
  const answer = await put([siti], { 'if-match': await etag() })
  expect(await answer.json()).toMatchObject({
    status: 409,
    detail: expect.stringContaining('limits.dischargePerDay: expected number'),
  })
})

it('says so where the directory cannot be written', async () => {
  const { sites } = await opened()
  const changeContacts = async () => ({
    status: 'unwritable' as const,
    reason: 'EROFS: read-only file system',
  })
  const { put } = await opened({ sites: { ...sites, changeContacts } })
  const answer = await put([siti], { 'if-match': '"any"' })
  expect(await answer.json()).toMatchObject({ status: 409, detail: expect.stringContaining('EROFS') })
})

it('sends somebody a test, answers what became of it by each way, and not too often', async () => {
  const asked: string[] = []
  const ways = [
    { channel: 'email', status: 'sent' as const, reason: null },
    { channel: 'telegram', status: 'refused' as const, reason: '403: blocked' },
  ]
  const telling = {
    async test(given: { site: { id: string }; contact: { name: string } }) {
      asked.push(`${given.site.id} ${given.contact.name}`)
      return ways
    },
  }
  const { ask, test } = await opened({ telling })
  expect(await (await test('Petugas DLH')).json()).toEqual({ ways })
  expect(asked).toEqual([`${site} Petugas DLH`])
  const { items } = (await (await ask('/api/v1/audit')).json()) as { items: unknown[] }
  expect(items[0]).toMatchObject({ about: 'Petugas DLH: email sent, telegram refused' })
  expect((await test('Nobody')).status).toBe(404)
  for (let n = 0; n < 5; n++) expect((await test('Petugas DLH')).status).toBe(200)
  const over = await test('Petugas DLH')
  expect(over.status).toBe(429)
  expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0)
})
