import type { Alarm } from '@jernih/domain'
import { parseResponse } from 'hono/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alarm, openParts, raised } from './test-parts.ts'

type Parts = Awaited<ReturnType<typeof openParts>>

let parts: Parts
beforeAll(async () => {
  parts = await openParts()
})
afterAll(() => parts.close())

const given = (id: string, more: Parameters<typeof alarm>[0] = {}) =>
  parts.watch.step({ alarms: [raised(alarm({ id, ...more }))] })
const post = (id: string, act: string, body: object = {}, headers: Record<string, string> = {}) =>
  parts.ask(`/api/v1/alarms/${id}/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const refusal = async (answer: Response) => ((await answer.json()) as { detail: string }).detail
const act = { at: 1, by: 'siti', note: null }

describe('clearing by hand', () => {
  it.each([
    {
      story: 'while the condition holds',
      more: { last: 171.2 },
      says: 'cannot be cleared by hand while its condition holds (last 171.2, limit 150 mg/L)',
    },
    {
      story: 'while the data are lost',
      more: { dataLostSince: 5 },
      says: 'since the data stopped nobody knows that it does not',
    },
    {
      story: 'though somebody has acknowledged it',
      more: { acknowledgement: act },
      says: 'it ends by itself',
    },
  ])('is refused $story, with the reason, and leaves no entry', async ({ more, says }) => {
    given('held', more)
    const before = parts.journal.head()
    const answer = await post('held', 'clear')
    expect(answer.status).toBe(409)
    expect(await refusal(answer)).toContain(says)
    expect(parts.journal.head()).toBe(before)
  })

  it('ends what latches, as its acknowledgement does', async () => {
    given('latched', { state: 'latched', returnedAt: 5 })
    const before = parts.journal.head()
    expect((await post('latched', 'clear', { note: 'katup ditutup' })).status).toBe(200)
    expect(parts.journal.head()).toBe(before + 1)
    const { acknowledgement } = (await (await parts.ask('/api/v1/alarms/latched')).json()) as Alarm
    expect(acknowledgement).toMatchObject({ by: 'admin', note: 'katup ditutup' })
  })
})

describe('out of service', () => {
  it('is for an officer, with a reason, and stays until one puts it back', async () => {
    given('broken')
    const operator = await parts.as({ role: 'operator' })
    const officer = await parts.as({ role: 'officer' })
    const reason = { reason: 'probe dikirim untuk diperbaiki' }
    expect((await post('broken', 'out-of-service', reason, operator)).status).toBe(403)
    expect((await post('broken', 'out-of-service', {}, officer)).status).toBe(400)
    const taken = await post('broken', 'out-of-service', reason, officer)
    expect(await taken.json()).toMatchObject({ id: 'broken', outOfService: { note: reason.reason } })
    const withheld = () => parseResponse(parts.client.api.v1['withheld-alarms'].$get({ query: {} }))
    expect((await withheld()).items.map(({ id }) => id)).toEqual(['broken'])

    expect((await post('broken', 'out-of-service', reason, officer)).status).toBe(409)
    const shelving = await post('broken', 'shelve', { minutes: 5, reason: 'x' }, operator)
    expect(await refusal(shelving)).toBe('It is out of service')
    expect((await post('broken', 'return-to-service', {}, operator)).status).toBe(403)
    expect((await post('broken', 'return-to-service', {}, officer)).status).toBe(200)
    expect((await withheld()).items).toEqual([])
    expect((await post('broken', 'return-to-service', {}, officer)).status).toBe(409)
  })
})

it.each([0, -5])('shelves nothing for %i minutes, and says what was expected', async (minutes) => {
  given('waiting')
  const before = parts.journal.head()
  const answer = await post('waiting', 'shelve', { minutes, reason: 'x' })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({
    errors: [{ path: 'json.minutes', expected: expect.stringContaining('>=1') }],
  })
  expect(parts.journal.head()).toBe(before)
})

it('shelves no alarm by an episode that is over, and says what the alarm itself is', async () => {
  const id = 'mojokerto-batik.outlet.cod-limit-high.9'
  const { dataLostSince: _, returnedAt: __, ...episode } = alarm({ id })
  parts.watch.step({ alarms: [raised({ ...episode, status: 'cleared', clearedAt: 9 })] })
  const answer = await post(id, 'shelve', { minutes: 5, reason: 'x' })
  expect(answer.status).toBe(409)
  expect(await refusal(answer)).toContain('the alarm itself is mojokerto-batik.outlet.cod-limit-high')
})

it('lists by the states of ISA-18.2, and refuses any other', async () => {
  given('waiting', { state: 'latched', returnedAt: 5 })
  const list = async (state: string) => {
    const answer = await parts.ask(`/api/v1/alarms?state=${state}`)
    const body = (await answer.json()) as { items?: { id: string }[] }
    return body.items?.map(({ id }) => id) ?? answer.status
  }
  expect(await list('latched')).toContain('waiting')
  expect(await list('acknowledged-active')).toEqual([])
  expect(await list('asleep')).toBe(400)
})
