import type { Entry } from '@jernih/journal'
import { afterEach, expect, it, vi } from 'vitest'
import { emptyLogbook, openParts, outlet, site } from './test-parts.ts'

let parts: Awaited<ReturnType<typeof openParts>>
afterEach(() => parts.close())

const nine = Date.parse('2026-11-24T09:00:00+07:00')

const entries = [
  {
    path: '/api/v1/lab-samples',
    body: {
      ...{ site, point: outlet, takenAt: '2026-11-23T09:00:00+07:00', laboratory: 'Labkesda Mojokerto' },
      values: [{ parameter: 'cod', unit: 'mg/L', value: 96 }],
    },
  },
  { path: '/api/v1/cloth', body: { site, day: '2026-11-23', kg: 48.5 } },
]

it.each(entries)('$path: what waited for a slow logbook turns no clock back', async ({ path, body }) => {
  let now = nine
  const wait = Promise.withResolvers<void>()
  const reached = vi.fn(() => wait.promise)
  parts = await openParts({ clock: { now: () => now }, logbook: { ...emptyLogbook, reached } })
  const answer = parts.ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await vi.waitFor(() => expect(reached).toHaveBeenCalled())
  now += 40_000
  await parts.journal.append({ kind: 'clock', receivedAt: now, event: 'tick' })
  wait.resolve()

  expect(await (await answer).json()).toMatchObject({ enteredAt: '2026-11-24T09:00:40+07:00' })
  const [, entry] = await entriesOf(2)
  expect(entry?.receivedAt).toBe(now)
})

async function entriesOf(count: number): Promise<Entry[]> {
  const stop = new AbortController()
  const read: Entry[] = []
  for await (const batch of parts.journal.follow(0, stop.signal)) {
    read.push(...batch)
    if (read.length >= count) stop.abort()
  }
  return read
}
