import { expect, it, onTestFinished } from 'vitest'
import { openParts } from './test-parts.ts'

const since = Date.UTC(2026, 10, 24, 2)
const failing = { since, reason: 'ECONNREFUSED 10.0.0.5:587' }
const states = [
  {
    ...{ channel: 'email', failing, lastError: { at: since + 1_000, reason: failing.reason } },
    ...{ pending: 7, oldest: since, failed: 1, expired: 0 },
  },
  { channel: 'telegram', failing: null, lastError: null, pending: 0, oldest: null, failed: 0, expired: 0 },
]

async function opened() {
  const parts = await openParts({
    herald: { channels: async () => states, failing: () => [{ channel: 'email', since }] },
  })
  onTestFinished(parts.close)
  return parts
}

it('tells how each way to people does, to operators', async () => {
  const { app, as } = await opened()
  const answer = await app.request('/api/v1/channels', { headers: await as({ role: 'operator' }) })
  expect(await answer.json()).toEqual({
    items: [
      {
        ...states[0],
        failing: { since: '2026-11-24T02:00:00+00:00', reason: failing.reason },
        lastError: { at: '2026-11-24T02:00:01+00:00', reason: failing.reason },
        oldest: '2026-11-24T02:00:00+00:00',
      },
      states[1],
    ],
  })
})

it('R7: warns of a channel that fails wherever readiness is told, and not of what stands behind it', async () => {
  const { app } = await opened()
  const { warnings } = (await (await app.request('/readyz')).json()) as { warnings: string[] }
  expect(warnings).toContain('Messages by email fail; see /api/v1/channels')
  expect(warnings.join()).not.toContain('10.0.0.5')
})
