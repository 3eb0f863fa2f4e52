import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { connectPacket } from '@jernih/load'
import mqtt from 'mqtt'
import { generate } from 'mqtt-packet'
import { expect, it, onTestFinished } from 'vitest'
import { memoryMb, peakMemoryMb, startStationProcess } from '../station/station-process.ts'
import { startHealthyDevice, told } from './devices.ts'
import { onePoint } from './one-point.ts'

/**
 * The kernel holds what nobody reads up to the largest buffer of a sender, which is a million PUBACKs. In the short form the device's own
 * states, which it does not read either, fill that and two megabytes more.
 */
const long = process.env['JERNIH_UNREAD'] !== undefined
const stateBytes = 100_000
const states = long ? 0 : Math.ceil((largestSendBuffer() + 2_000_000) / stateBytes)
const mostMessages = long ? 3_000_000 : 300_000
const patienceMs = 1_000
const growthMb = long ? 150 : 60

it('R9: a publisher that never reads its PUBACKs delays nobody, costs bounded memory, and is let go', {
  timeout: 300_000,
}, async () => {
  const station = await startStationProcess({
    sites: onePoint,
    environment: { MQTT_MESSAGES_PER_SECOND: '1000000' },
  })
  onTestFinished(async () => void (await station.stop('SIGKILL')))
  const { mqttPort: port } = station
  const account = await station.device('fault', 'outlet')
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(connectPacket({ clientId: 'unread', ...account, topic: '' }))
  await once(socket, 'data')
  socket.pause()
  socket.write(
    generate({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [{ topic: 'ipal/fault/outlet/state', qos: 0 }],
    }),
  )

  const before = memoryMb(station.pid)
  const beside = await startHealthyDevice({ port, account, clientId: 'healthy' })
  const speaker = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...account, reconnectPeriod: 0 })
  for (let n = 0; n < states; n++) {
    const state = JSON.stringify({ at: Date.now() - 1_000, state: 'running' }) + ' '.repeat(stateBytes)
    await speaker.publishAsync('ipal/fault/outlet/state', state, { qos: 1 })
  }
  await speaker.endAsync()
  const sent = await flood(socket, closed)
  const healthy = await beside.stop()
  const grown = peakMemoryMb(station.pid) - before
  const { accepted } = await station.api<{ accepted: number }>('/api/v1/reconciliation')
  console.info(
    `unread PUBACKs: let go after ${sent} messages, ${accepted - healthy.acknowledged} of them taken; beside it ${told(healthy)}; memory +${Math.round(grown)} MB at most`,
  )
  expect(sent).toBeLessThan(mostMessages)
  expect(healthy.longestMs).toBeLessThan(patienceMs)
  expect(grown).toBeLessThan(growthMb)
  expect(await station.stop()).toBe(0)
})

/** Publishes as fast as it is read, until it is cut off; answers how many messages were written. */
async function flood(socket: Socket, closed: Promise<unknown>): Promise<number> {
  const messages = Array.from({ length: 1_000 }, (_, n) =>
    generate({
      ...{ cmd: 'publish', topic: 'ipal/fault/outlet/readings/cod', payload: '9', qos: 1, messageId: n + 1 },
      ...{ dup: false, retain: false },
    }),
  )
  const chunk = Buffer.concat(messages)
  let sent = 0
  while (sent < mostMessages && !socket.destroyed) {
    sent += messages.length
    if (!socket.write(chunk))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }
  socket.destroy()
  return sent
}

/** In bytes. */
function largestSendBuffer(): number {
  const file = '/proc/sys/net/ipv4/tcp_wmem'
  const [, , most = '4194304'] = existsSync(file) ? readFileSync(file, 'utf8').trim().split(/\s+/) : []
  return Number(most)
}
