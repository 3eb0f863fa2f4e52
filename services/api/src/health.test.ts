import { afterEach, expect, it } from 'vitest'
import { openParts } from './test-parts.ts'

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

it('warns of mistakes in the sites and of a consumer far behind, and stays ready', async () => {
  parts = await openParts()
  const { journal, deps } = parts
  await parts.close()
  parts = await openParts({
    journal: { ...journal, head: () => 500_000, cursor: (name) => (name === 'historian' ? 0 : 500_000) },
    sites: { ...deps.sites, mistakes: () => ['sites/a.yaml:3: zone: expected an IANA time zone'] },
  })
  const answer = await parts.app.request('/readyz')
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({
    warnings: ['sites/a.yaml:3: zone: expected an IANA time zone', 'historian is 500000 entries behind'],
  })
})
