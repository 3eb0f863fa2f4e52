import { expect, it, onTestFinished, vi } from 'vitest'
import { startHeartbeat } from './heartbeat.ts'
import { startHttp } from './testing/http.ts'
import { log } from './testing/plant.ts'

async function begun(cursor: () => number, status = 200) {
  let calls = 0
  const server = await startHttp((_request, _body, response) => {
    calls++
    response.writeHead(status).end()
  })
  const heartbeat = startHeartbeat({ url: server.url, everyMs: 20, watch: { cursor }, log })
  onTestFinished(async () => {
    await heartbeat.close()
    await server.close()
  })
  return { calls: () => calls }
}

it('calls again and again while the watch goes on, whatever it is answered', async () => {
  let at = 0
  const { calls } = await begun(() => at++, 500)
  await vi.waitFor(() => expect(calls()).toBeGreaterThan(3))
})

it('falls silent when the watch stands still, and calls again when it goes on', async () => {
  let at = 0
  let standsStill = false
  let looks = 0
  const { calls } = await begun(() => {
    looks++
    return standsStill ? at : at++
  })
  await vi.waitFor(() => expect(calls()).toBeGreaterThan(1))
  standsStill = true
  const from = looks
  // Of the first look it cannot know yet; the call under way is the last.
  await vi.waitFor(() => expect(looks).toBeGreaterThan(from + 2))
  const last = calls()
  await vi.waitFor(() => expect(looks).toBeGreaterThan(from + 8))
  expect(calls()).toBe(last)
  standsStill = false
  await vi.waitFor(() => expect(calls()).toBeGreaterThan(last))
})
