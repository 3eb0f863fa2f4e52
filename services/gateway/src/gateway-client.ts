import { setTimeout as wait } from 'node:timers/promises'
import type { Journal } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt'
import type { Registry } from 'prom-client'
import { keepClientId } from './client-id.ts'
import type { Gateway } from './gateway.ts'
import { createIntake } from './intake.ts'
import { defaultLimits, type GatewayLimits } from './limits.ts'
import { createMeters } from './metrics.ts'

export interface GatewayClientOptions {
  journal: Journal
  sites: Sites
  clock: Clock
  log: Log
  metrics: Registry
  /** `mqtt://` or `mqtts://`, with username and password where the broker asks for them. */
  url: string
  /** Where the client id is kept, by which the broker knows our session again. */
  directory: string
  limits?: Partial<GatewayLimits>
  /** After so long a subscription that the broker refused is asked for again: somebody may have mended its rules. */
  subscribeAgainMs?: number
}

const filters = ['readings', 'readings/+', 'state', 'status'].map((kind) => `ipal/+/+/${kind}`)

/** Messages that may wait for the journal; the broker is read no further until one of them is settled. */
const window = 1_000
const reconnectMs = 1_000
const endLimitMs = 2_000

/** Passed to mqtt.js in place of success, so that it sends no PUBACK: ours goes out when the message is on disk. */
const notYet = new Error('acknowledged after the append')

/**
 * The gateway on the user's own broker (MQTT 3.1.1): a persistent session at QoS 1, each message acknowledged once it is on disk. What
 * cannot be written is not acknowledged; we connect anew, and the broker sends it again. Who may publish what is that broker's to say.
 */
export async function startGatewayClient(options: GatewayClientOptions): Promise<Gateway> {
  const { journal, sites, clock, log, metrics, subscribeAgainMs = 30_000 } = options
  const limits = { ...defaultLimits, ...options.limits }
  const { address, credentials } = splitUrl(options.url)
  const clientId = await keepClientId(options.directory)
  let connected = false
  const meters = createMeters(metrics, () => Number(connected))
  const intake = createIntake({ journal, sites, log, meters, limits })
  await intake.prepare()
  let closing = false
  let waiting = 0
  let readOn: (() => void) | null = null

  const common: IClientOptions = { ...credentials, reconnectPeriod: reconnectMs, resubscribe: false }
  const subscriber = connect(address, { ...common, clientId, clean: false })
  // A second connection, since a publish on the first could wait for itself.
  const publisher = connect(address, { ...common, clientId: `${clientId}-alarms`, clean: true })
  tell(subscriber, log, 'readings')
  tell(publisher, log, 'alarms')
  let subscribed = false
  let again: NodeJS.Timeout | undefined
  subscriber.on('close', () => {
    connected = false
    clearTimeout(again)
  })
  subscriber.on('connect', ({ sessionPresent }) => {
    connected = true
    // Subscribing again would bring every retained message again.
    if (!subscribed || !sessionPresent) subscribe()
  })

  function subscribe(): void {
    subscriber.subscribe(filters, { qos: 1 }, (error) => {
      subscribed = !error
      // Where the connection ended instead, the next one subscribes.
      if (!error || !connected) return
      log.error({ error, filters, subscribeAgainMs }, 'the broker refused our subscription: asking again')
      again = setTimeout(subscribe, subscribeAgainMs)
    })
  }

  subscriber.handleMessage = (packet, next) => {
    if (closing) return next(notYet)
    const { stream } = subscriber
    const began = performance.now()
    waiting++
    take(packet, (error) => {
      waiting--
      if (error) stream.destroy()
      else {
        meters.acknowledged((performance.now() - began) / 1_000)
        if (packet.qos > 0 && !stream.destroyed) stream.write(puback(packet.messageId ?? 0))
      }
      const go = readOn
      // Before it is called: reading on may fill the window at once, and leave its own.
      readOn = null
      go?.()
    })
    if (waiting < window) next(notYet)
    else readOn = () => next(notYet)
  }

  function take(packet: IPublishPacket, settle: (error: Error | null) => void): void {
    const { topic } = packet
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const envelope = { receivedAt: clock.now(), sender: null, topic, payload }
    if (packet.retain && topic.split('/')[3] === 'readings') {
      const reason =
        'a retained reading, of which nobody knows how old it is: expected readings without retain'
      intake.refuse(envelope, reason, settle)
    } else intake.receive(envelope, settle)
  }

  return {
    async publish(topic, payload, { retain }) {
      await publisher.publishAsync(topic, payload, { qos: 1, retain })
    },
    async close() {
      closing = true
      await intake.settled()
      await Promise.all([subscriber, publisher].map(end))
    },
  }
}

/** With a DISCONNECT where the broker still listens; mqtt.js would wait for ever on one that does not. */
async function end(client: MqttClient): Promise<void> {
  await Promise.race([client.endAsync(!client.connected), wait(endLimitMs, undefined, { ref: false })])
  client.stream.destroy()
}

/** MQTT 3.1.1 section 3.4. */
function puback(messageId: number): Buffer {
  return Buffer.of(0x40, 2, messageId >> 8, messageId & 0xff)
}

function tell(client: MqttClient, log: Log, purpose: string): void {
  let reached = true
  client.on('connect', () => {
    reached = true
    log.info({ purpose }, 'connected to the broker')
  })
  client.on('error', (error) => {
    if (reached) log.error({ error, purpose }, 'the broker cannot be reached: trying again')
    reached = false
  })
  client.on('close', () => log.debug({ purpose }, 'the connection to the broker ended'))
}

/** The password leaves the address, so that no message of an error can show it. */
function splitUrl(text: string): { address: string; credentials: IClientOptions } {
  const url = new URL(text)
  const credentials: IClientOptions = {}
  if (url.username) credentials.username = decodeURIComponent(url.username)
  if (url.password) credentials.password = decodeURIComponent(url.password)
  url.username = ''
  url.password = ''
  return { address: url.href, credentials }
}
