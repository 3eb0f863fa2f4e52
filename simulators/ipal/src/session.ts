import type { Instant } from '@jernih/domain'
import type { Log } from '@jernih/runtime'
import { connect, type MqttClient } from 'mqtt'
import type { Device, Message } from './device.ts'

/** A point's account at the broker; without name and password, where the broker asks for none. */
export interface Credentials {
  site: string
  point: string
  username?: string
  password?: string
}

/** One device's connection: it comes and goes with the device's link, and reconnects by itself when the broker is away. */
export interface Session {
  /** Connects or breaks off as the device's link is at `at`, and sends what the device has buffered. */
  follow(at: Instant): void
  /** Waits for what is on its way, at most two seconds, says `offline` and disconnects. */
  close(): Promise<void>
}

/** Messages on their way without PUBACK; the rest waits in the device. */
const inflightLimit = 20
const closeLimitMs = 2_000

export function openSession(
  device: Device,
  options: { url: string; credentials: Credentials; log: Log },
): Session {
  const { url, credentials, log } = options
  const name = { site: device.site, point: device.point }
  const onTheWay = new Set<{ message: Message }>()
  let client: MqttClient | null = null
  let now: Instant = 0
  let complained = false

  function start(): MqttClient {
    const started = connect(url, {
      clientId: `ipal-${device.site}-${device.point}`,
      ...(credentials.username !== undefined && { username: credentials.username }),
      ...(credentials.password !== undefined && { password: credentials.password }),
      keepalive: 30,
      connectTimeout: 5_000,
      reconnectPeriod: 1_000,
      reconnectOnConnackError: true,
      will: { topic: device.will.topic, payload: Buffer.from(device.will.payload), qos: 1, retain: true },
    })
    started.on('connect', () => {
      complained = false
      log.info(name, 'simulated device connected')
      for (const message of device.greeting(now)) publish(started, message, () => {})
      drain()
    })
    started.on('error', (error) => {
      log[complained ? 'debug' : 'warn']({ ...name, error: error.message }, 'simulated device cannot connect')
      complained = true
    })
    return started
  }

  function drain(): void {
    if (!client?.connected) return
    for (const message of device.drain(now, inflightLimit - onTheWay.size)) {
      const sent = { message }
      onTheWay.add(sent)
      publish(client, message, (error) => {
        // A message no longer on its way was put back when the link broke.
        if (!onTheWay.delete(sent)) return
        if (error) device.restore([message])
        drain()
      })
    }
  }

  /** As a pulled plug: no DISCONNECT, so that the broker sends the will; what was not acknowledged is still the device's. */
  function breakOff(): void {
    client?.end(true)
    client = null
    device.restore([...onTheWay].map(({ message }) => message))
    onTheWay.clear()
  }

  return {
    follow(at) {
      now = at
      if (!device.isLinked(at)) return breakOff()
      client ??= start()
      drain()
    },
    async close() {
      const closing = client
      client = null
      if (!closing?.connected) return void closing?.end(true)
      publish(closing, device.will, () => {})
      const overdue = setTimeout(() => closing.end(true), closeLimitMs)
      await closing.endAsync()
      clearTimeout(overdue)
    },
  }
}

function publish(client: MqttClient, message: Message, done: (error?: Error | null) => void): void {
  client.publish(message.topic, message.payload, { qos: 1, retain: message.retain }, done)
}
