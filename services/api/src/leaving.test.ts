import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { RangeQuery, ReadingStore } from '@jernih/store'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Api, startApi } from './start-api.ts'
import { bearer, openParts, outlet, site } from './test-parts.ts'

const dayMs = 86_400_000
const start = Date.parse('2026-01-01T00:00:00Z')

let parts: Awaited<ReturnType<typeof openParts>>
let api: Api
let asked: { signal: AbortSignal | undefined; outcome: Promise<'answered' | 'ended'> }[]
beforeEach(async () => {
  parts = await openParts()
  asked = []
  const store: ReadingStore = { ...parts.store, read: noting }
  api = await startApi({ ...parts.deps, store, metrics: new Registry(), host: '127.0.0.1', port: 0 })
})
afterEach(async () => {
  await api.close()
  await parts.close()
})

/** The real store's answer, whose end can be seen here. */
function noting(query: RangeQuery) {
  const answer = parts.store.read(query)
  const outcome = answer.then(
    () => 'answered' as const,
    () => 'ended' as const,
  )
  asked.push({ signal: query.signal, outcome })
  return answer
}

const aYear = `/api/v1/readings?site=${site}&point=${outlet}&parameter=cod&from=${start}&to=${start + 365 * dayMs}&maxPoints=2000`
const open = () => request({ host: '127.0.0.1', port: api.port, path: aYear, headers: bearer })

async function write(perDay: number) {
  const received = start
  const stepMs = dayMs / perDay
  await parts.store.write(
    Array.from({ length: 365 * perDay }, (_, n) => {
      const at = start + n * stepMs
      return {
        site,
        point: outlet,
        parameter: 'cod',
        value: n % 200,
        at,
        received,
        flag: 1,
        fresh: true,
      } as const
    }),
  )
}

describe('R9: a client that leaves while its chart is being read', () => {
  beforeEach(() => write(1_000))

  it('ends the query of the store, and the next one has its answer at once', async () => {
    const leaver = open()
    leaver.on('error', () => {})
    leaver.end()
    await expect.poll(() => asked.length, { interval: 1 }).toBe(1)
    leaver.destroy()
    expect(await asked[0]?.outcome).toBe('ended')
    expect(asked[0]?.signal?.aborted).toBe(true)

    const stayer = open()
    stayer.end()
    const [answer]: IncomingMessage[] = await once(stayer, 'response')
    expect(answer?.statusCode).toBe(200)
    answer?.resume()
    expect(await asked[1]?.outcome).toBe('answered')
  })

  it('takes nothing from who stays', async () => {
    const leavers = Array.from({ length: 20 }, open)
    for (const leaver of leavers) leaver.on('error', () => {}).end()
    await expect.poll(() => asked.length, { interval: 1 }).toBe(20)
    const stayer = open()
    stayer.end()
    await expect.poll(() => asked.length, { interval: 1 }).toBe(21)
    for (const leaver of leavers) leaver.destroy()
    const outcomes = await Promise.all(asked.map(({ outcome }) => outcome))
    expect(outcomes.filter((outcome) => outcome === 'ended').length).toBeGreaterThan(0)
    expect(outcomes.at(-1)).toBe('answered')
  })
})

describe('R11: a chart of more points than anybody can see', () => {
  it.each(['2001', '0', '-1', '1e9', '10.5', 'many'])(
    'of %s is refused, with what was expected',
    async (maxPoints) => {
      const path = `/api/v1/readings?site=${site}&point=${outlet}&parameter=cod&maxPoints=${maxPoints}`
      const answer = await parts.ask(path)
      expect(answer.status).toBe(400)
      expect(answer.headers.get('content-type')).toBe('application/problem+json')
      const detail = 'query.maxPoints: expected a whole number from 1 to 2000'
      expect(await answer.json()).toMatchObject({ detail })
      expect(asked).toEqual([])
    },
  )
})
