import { flags } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { parseResponse } from 'hono/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { HistorianPort } from './ports.ts'
import { openParts, outlet, scriptHistorian, site } from './test-parts.ts'

const at = Date.parse('2026-11-24T09:13:12+07:00')
const topic = 'ipal/mojokerto-batik/outlet/readings'
const nothing = { stored: 0, cursor: 0, quarantined: 0, holes: [] }
let progress: Awaited<ReturnType<HistorianPort['stored']>> = nothing
let parts: Awaited<ReturnType<typeof openParts>>
beforeAll(async () => {
  parts = await openParts({ historian: scriptHistorian({ stored: async () => progress }) })
})
afterAll(() => parts.close())

const page = (query: { limit?: string; cursor?: string }) =>
  parseResponse(parts.client.api.v1.rejected.$get({ query }))

function rejected(payload: Uint8Array, reason: string): Draft {
  return { kind: 'rejected', receivedAt: at, sender: 'outlet-1', topic, payload, reason }
}

function accepted(count: number): Draft {
  return {
    kind: 'readings',
    receivedAt: at,
    sender: 'outlet-1',
    topic,
    payload: Buffer.from('{}'),
    site,
    point: outlet,
    timeSource: 'device',
    readings: Array.from({ length: count }, (_, second) => ({
      parameter: 'cod',
      value: second,
      at: at + second * 1_000,
      flag: flags.good,
      tests: '11111',
      late: false,
      repeat: 'no',
    })),
    refusals: [],
  }
}

it('shows each refused message byte for byte with its reason, newest first, in pages', async () => {
  await parts.journal.append(rejected(Buffer.from('{"at":'), 'expected JSON'))
  await parts.journal.append(rejected(Buffer.from([0xff, 0xfe, 0x00]), 'expected UTF-8'))
  const first = await page({ limit: '1' })
  expect(first.items).toMatchObject([
    {
      receivedAt: '2026-11-24T09:13:12+07:00',
      sender: 'outlet-1',
      topic,
      refusals: [{ path: '', reason: 'expected UTF-8' }],
      payload: Buffer.from([0xff, 0xfe, 0x00]).toString('base64'),
      encoding: 'base64',
    },
  ])
  const second = await page({ limit: '1', cursor: first.next ?? '' })
  expect(second.items).toMatchObject([{ payload: '{"at":', encoding: 'utf-8' }])
  const third = await page({ limit: '1', cursor: second.next ?? '' })
  expect(third).toEqual({ items: [], next: null })
})

it('ends a page early rather than answer many megabytes, and goes on where it ended', async () => {
  const large = Buffer.alloc(700_000, 'x')
  await parts.journal.append(rejected(large, 'expected JSON'))
  await parts.journal.append(rejected(large, 'expected JSON'))
  const first = await page({})
  expect(first.items).toHaveLength(1)
  const second = await page({ cursor: first.next ?? '' })
  expect(second.items[0]?.payload).toHaveLength(700_000)
})

it('R3: accepted = stored + pending, whatever the historian has done', async () => {
  const counts = () => parseResponse(parts.client.api.v1.reconciliation.$get())
  const cursor = await parts.journal.append(accepted(5))
  await parts.journal.append(accepted(2))
  expect(await counts()).toEqual({
    accepted: 7,
    stored: 0,
    pending: 7,
    quarantined: 0,
    lost: 0,
    holes: 0,
    rejected: 4,
    balanced: true,
  })
  progress = { stored: 4, cursor, quarantined: 1, holes: [] }
  expect(await counts()).toEqual({
    accepted: 7,
    stored: 4,
    pending: 3,
    quarantined: 1,
    lost: 0,
    holes: 0,
    rejected: 4,
    balanced: true,
  })
})

it.each([
  { story: 'what was lost as lost', holes: [2], told: { lost: 2, uncounted: 0 } },
  { story: 'what the journal no longer counts as stored', holes: [-2], told: { lost: 0, uncounted: 2 } },
  { story: 'each hole by itself', holes: [3, -2], told: { lost: 3, uncounted: 2 } },
])(
  'R3: balances after the journal was damaged, with $story',
  async ({ holes, told: { lost, uncounted } }) => {
    const cursor = await parts.journal.append(accepted(7))
    const counted = (await parts.journal.totals()).accepted
    const stored = counted - lost + uncounted
    progress = { ...nothing, stored, cursor, holes: holes.map((readings) => ({ lost: readings })) }
    expect(await (await parts.ask('/api/v1/reconciliation')).json()).toMatchObject({
      ...{ accepted: counted + uncounted, stored, pending: 0, lost, holes: holes.length },
      balanced: true,
    })
  },
)

it('R3: says so when a reading is missing', async () => {
  progress = { ...nothing, stored: 6, cursor: parts.journal.head() }
  expect(await (await parts.ask('/api/v1/reconciliation')).json()).toMatchObject({
    pending: 0,
    balanced: false,
  })
})
