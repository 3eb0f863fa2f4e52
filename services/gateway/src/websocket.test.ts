import { once } from 'node:events'
import { connectAsync } from 'mqtt'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { entriesOf, eventually, openTrial, type Trial } from './testing/trial.ts'

let trial: Trial
beforeEach(async () => {
  trial = await openTrial({ webSocket: { port: 0, certificate: null } })
})
afterEach(() => trial[Symbol.asyncDispose]())

const url = (scheme = 'ws') => `${scheme}://127.0.0.1:${trial.gateway.webSocketPort}`
const sample = (value: number, padding = '') =>
  JSON.stringify({ at: Date.now(), readings: { ph: value } }) + padding

function connect() {
  const { username, password } = trial.device
  return connectAsync(`${url()}/mqtt`, { username, password, reconnectPeriod: 0 })
}

it('takes readings over a WebSocket, and acknowledges what is on disk', async () => {
  const client = await connect()
  for (const value of [7.1, 7.2]) {
    await client.publishAsync('ipal/plant/outlet/readings', sample(value), { qos: 1 })
  }
  const kept = (await entriesOf(trial.journal)).filter(({ kind }) => kind === 'readings')
  expect(kept).toHaveLength(2)
  await client.endAsync()
})

it('refuses a wrong password there too', async () => {
  trial.device.password = 'guessed'
  await expect(connect()).rejects.toThrow(/Bad username or password/)
})

it.each([
  { story: 'account is removed', revoke: () => trial.devices.remove(trial.device.id) },
  { story: 'password is rotated', revoke: () => trial.devices.rotate(trial.device.id) },
])('cuts off a device there whose $story, and lets it in so no more', async ({ revoke }) => {
  const client = await connect()
  await revoke()
  await eventually(() => client.connected).toBe(false)
  await expect(connect()).rejects.toThrow(/Bad username or password/)
})

it('keeps the beginning of a payload that is too long, and acknowledges it', async () => {
  const client = await connect()
  await client.publishAsync('ipal/plant/outlet/readings', sample(7, ' '.repeat(400_000)), { qos: 1 })
  const kept = (await entriesOf(trial.journal)).filter(({ kind }) => kind === 'rejected')
  expect(kept).toHaveLength(1)
  await client.endAsync()
})

it('R9: ends a connection whose message is longer than it may hold', async () => {
  const socket = new WebSocket(`${url()}/mqtt`, 'mqtt')
  await once(socket, 'open')
  socket.send(Buffer.alloc(2_000_000))
  const [code] = await once(socket, 'close')
  expect(code).toBe(1009)
})

it('rejects where its port is taken', async () => {
  const port = trial.gateway.webSocketPort ?? 0
  await expect(openTrial({ webSocket: { port, certificate: null } })).rejects.toThrow(/EADDRINUSE/)
})

it('tells who speaks something else what it expected', async () => {
  expect((await fetch(url('http'))).status).toBe(426)
  const socket = new WebSocket(`${url()}/mqtt`)
  const [code] = await once(socket, 'close')
  expect(code).toBe(1002)
  const elsewhere = new WebSocket(`${url()}/other`, 'mqtt')
  const [error] = await once(elsewhere, 'error')
  expect(String(error)).toContain('400')
})
