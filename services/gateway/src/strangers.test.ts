import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openTrial, type Trial } from './testing/trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await openTrial()
})
afterEach(() => trial[Symbol.asyncDispose]())

/** The head of a packet that says that 200,000 bytes follow. */
const headOf = (type: number) => Buffer.of(type << 4, 0xc0, 0x9a, 0x0c)

it.each([
  { story: 'a CONNECT', type: 1 },
  { story: 'a PUBLISH', type: 3 },
])(
  'R9: keeps no long packet for somebody who is not let in yet: it ends the connection at the head of $story',
  async ({ type }) => {
    const stranger = connect(trial.gateway.port, '127.0.0.1')
    stranger.on('error', () => undefined)
    await once(stranger, 'connect')
    stranger.write(headOf(type))
    await once(stranger, 'close', { signal: AbortSignal.timeout(2_000) })
  },
)

it('takes a CONNECT as long as a device needs: with a will, and a long name of its own', async () => {
  const will = {
    topic: 'ipal/plant/outlet/status',
    payload: Buffer.alloc(8_000, 'x'),
    qos: 0,
    retain: false,
  } as const
  const client = await trial.connect({ clientId: 'x'.repeat(4_000), will })
  expect(client.connected).toBe(true)
  await client.endAsync()
})
