import { afterEach, expect, it } from 'vitest'
import { bearer, openParts, scriptHistorian, site } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
afterEach(() => parts.close())

it('is ready on a journal that can be written', async () => {
  parts = await openParts()
  const answer = await parts.app.request('/readyz')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({ ready: true, reasons: [], warnings: [] })
})

it('R6: is not ready while the journal cannot be written, and says why', async () => {
  parts = await openParts()
  const health = () => ({ writable: false, reason: 'ENOSPC: no space left on device' }) as const
  await parts.close()
  parts = await openParts({ journal: { ...parts.journal, head: () => 0, cursor: () => 0, health } })
  const answer = await parts.app.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({
    reasons: ['The journal cannot be written: ENOSPC: no space left on device'],
  })
  expect((await parts.app.request('/healthz')).status).toBe(200)
})

const warnings = async (headers: Record<string, string> = {}) => {
  const answer = await parts.app.request('/readyz', { headers })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { warnings: string[] }).warnings
}

it('warns of a consumer far behind, and stays ready', async () => {
  parts = await openParts()
  const { journal } = parts
  await parts.close()
  parts = await openParts({
    journal: { ...journal, head: () => 500_000, cursor: (name) => (name === 'historian' ? 0 : 500_000) },
  })
  expect(await warnings()).toEqual(['historian is 500000 entries behind'])
})

it('R10: tells mistakes in the sites to who may see every site, and to others how many', async () => {
  parts = await openParts()
  const { sites } = parts.deps
  await parts.close()
  const mistake = 'sites/a.yaml:3: zone: expected an IANA time zone'
  parts = await openParts({ sites: { ...sites, mistakes: () => [mistake] } })
  expect(await warnings(bearer)).toEqual([mistake])
  expect(await warnings(await parts.as({ role: 'officer' }))).toEqual([mistake])
  expect(await warnings(await parts.as({ role: 'officer', site }))).toEqual([
    "The sites' files have mistakes: 1",
  ])
  expect(await warnings()).toEqual(["The sites' files have mistakes: 1"])
})

it('R3: warns of an imbalance, and of readings that the store would not take', async () => {
  let progress = { stored: 0, cursor: 0, quarantined: 0, holes: [] as { lost: number }[] }
  parts = await openParts({ historian: scriptHistorian({ stored: async () => progress }) })
  expect(await warnings()).toEqual([])
  progress = { stored: 3, cursor: 0, quarantined: 2, holes: [] }
  expect(await warnings()).toEqual([
    'The books do not balance: 0 accepted, 3 stored, 2 pending, 0 lost',
    'Readings that the store would not take: 2; see /api/v1/quarantine',
  ])
})

it('R3: goes on warning of a hole in the record, though the books balance', async () => {
  const stored = async () => ({ stored: 3, cursor: 0, quarantined: 0, holes: [{ lost: -3 }] })
  parts = await openParts({ historian: scriptHistorian({ stored }) })
  expect(await warnings()).toEqual([
    'Holes in the journal, where a damaged file lost entries: 1; readings lost with them: 0; see pnpm verify',
  ])
})

it('answers though the historian does not', async () => {
  parts = await openParts({ historian: scriptHistorian({ stored: () => new Promise(() => {}) }) })
  expect(await warnings()).toEqual([])
})

it('is not ready without its connection to the broker of the user', async () => {
  let link: { connected: true } | { connected: false; reason: string } = { connected: true }
  parts = await openParts({ gateway: { health: () => link } })
  expect((await parts.app.request('/readyz')).status).toBe(200)
  link = { connected: false, reason: 'ECONNREFUSED' }
  const answer = await parts.app.request('/readyz')
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({
    reasons: ['There is no connection to the broker: ECONNREFUSED'],
  })
})
