import { StoreUnavailable } from '@jernih/store'
import { parseResponse } from 'hono/client'
import { afterEach, expect, it } from 'vitest'
import type { QuarantinedReading } from './ports.ts'
import { openParts, outlet, scriptHistorian, site } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
afterEach(() => parts.close())

const at = Date.parse('2026-11-24T09:13:12+07:00')

function refused(id: number): QuarantinedReading {
  const series = { site, point: outlet, parameter: 'cod' } as const
  return { ...series, id, at, value: 96.4, flag: 1, received: at + 1_000, offset: id * 10, reason: 'too old' }
}

it('shows each reading that the store would not take, with what it said, newest first, in pages', async () => {
  const all = [3, 2, 1].map(refused)
  parts = await openParts({
    historian: scriptHistorian({
      quarantined: async ({ before = Number.POSITIVE_INFINITY, limit }) =>
        all.filter(({ id }) => id < before).slice(0, limit),
    }),
  })
  const page = (query: { limit?: string; cursor?: string }) =>
    parseResponse(parts.client.api.v1.quarantine.$get({ query }))

  const first = await page({ limit: '2' })
  expect(first.items.map(({ id }) => id)).toEqual([3, 2])
  expect(first.items[0]).toEqual({
    id: 3,
    site: 'mojokerto-batik',
    point: 'outlet',
    parameter: 'cod',
    unit: 'mg/L',
    value: 96.4,
    at: '2026-11-24T09:13:12+07:00',
    receivedAt: '2026-11-24T09:13:13+07:00',
    flag: 1,
    offset: 30,
    reason: 'too old',
  })
  const second = await page({ limit: '2', cursor: first.next ?? '' })
  expect(second).toMatchObject({ items: [{ id: 1 }], next: null })
  expect((await parts.ask('/api/v1/quarantine?cursor=junk')).status).toBe(400)
})

it('hands them to the store again when asked, and says what came of it', async () => {
  let answer = async () => ({ stored: 2, refused: 1 })
  parts = await openParts({ historian: scriptHistorian({ release: () => answer() }) })
  const release = () => parts.client.api.v1.quarantine.release.$post()
  expect(await parseResponse(release())).toEqual({ stored: 2, refused: 1 })
  answer = () => Promise.reject(new StoreUnavailable('connection refused'))
  expect((await release()).status).toBe(503)
})
