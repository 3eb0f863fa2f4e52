import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Journal } from '@jernih/journal'
import type { Certificate, Clock, Closable, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import type { Registry } from 'prom-client'
import { openBroker } from './broker.ts'
import type { Devices } from './devices.ts'
import { createIntake } from './intake.ts'
import { defaultLimits, type GatewayLimits } from './limits.ts'
import { createLinks } from './links.ts'
import { certificateOf, type Listener, type ListenerOptions, openListener } from './listener.ts'
import { createMeters } from './metrics.ts'
import { createSessions } from './sessions.ts'
import { followValidities } from './validities.ts'

/** Where messages come in, and alarms go out. */
export interface Gateway extends Closable {
  /** Hands a message of ours to whoever subscribes; waits for no slow reader. */
  publish(topic: string, payload: string, options: { retain: boolean }): Promise<void>
  /** What is on its way to the journal is acknowledged first; nothing else is taken. */
  close(): Promise<void>
}

/** The embedded broker. */
export interface EmbeddedGateway extends Gateway {
  readonly port: number
  /** MQTT over TLS; null where no certificate was given. */
  readonly tlsPort: number | null
  /** MQTT over WebSocket; null where it was not asked for. */
  readonly webSocketPort: number | null
}

export interface GatewayOptions {
  journal: Journal
  sites: Sites
  devices: Devices
  clock: Clock
  log: Log
  metrics: Registry
  host: string
  /** 0 takes a free one. */
  port: number
  /** MQTT over TLS beside the plain port. */
  tls?: { port: number; certificate: Certificate } | null
  /** MQTT over WebSocket too; with a certificate, over TLS. */
  webSocket?: { port: number; certificate: Certificate | null } | null
  limits?: Partial<GatewayLimits>
}

/**
 * An MQTT broker (3.1 and 3.1.1) for devices with accounts. A message's PUBACK goes out once it is on disk, accepted or refused; when
 * it cannot be written, the connection ends without one, and the device sends it again.
 */
export async function startGateway(options: GatewayOptions): Promise<EmbeddedGateway> {
  const { journal, sites, devices, clock, log, metrics } = options
  const limits = { ...defaultLimits, ...options.limits }
  const links = createLinks({ journal, clock, log })
  const validities = followValidities({ clock, log })
  /** Who has not proved who they are, oldest first. */
  const strangers = new Map<Duplex, Socket>()
  const sessions = createSessions(links, validities, (stream) => strangers.delete(stream))
  const meters = createMeters(metrics, sessions.size)
  const intake = createIntake({ journal, sites, log, meters, limits })
  await intake.prepare()
  const broker = await openBroker({ intake, sessions, devices, clock, log, meters, limits })
  const stopListening = devices.onRevoke((id, why) => sessions.end(id, why === 'removed' ? 'left' : 'lost'))

  const sockets = new Set<Socket>()
  const listeners: Listener[] = []

  function meet(stream: Duplex, socket: Socket): void {
    if (sockets.size >= limits.connections) {
      // Who has been silent longest makes room: else whoever opens connections and says nothing would keep every device out.
      const [[silent, longest] = [stream, socket]] = strangers
      turnAway()
      longest.destroy()
      if (longest === socket) return
      // Not left to its end, which comes later than others who wait to be looked at.
      strangers.delete(silent)
      sockets.delete(longest)
    }
    sockets.add(socket)
    strangers.set(stream, socket)
    socket.once('close', () => {
      sockets.delete(socket)
      strangers.delete(stream)
    })
    socket.setTimeout(limits.idleTimeoutMs, () => socket.destroy())
    broker.handle(stream, certificateOf(socket))
  }

  const turnAway = () => meters.refusedConnection('connections')

  function optionsOf({ port, certificate }: { port: number; certificate: Certificate | null }) {
    const { host } = options
    return {
      host,
      port,
      certificate,
      connections: limits.connections,
      onConnection: meet,
      onDrop: turnAway,
      log,
    }
  }

  async function openWebSockets(given: ListenerOptions): Promise<Listener> {
    const { openWebSocketListener } = await import('./websocket-listener.ts')
    return openWebSocketListener({ ...given, messageBytes: 4 * limits.payloadBytes })
  }

  async function keep(opening: Promise<Listener>): Promise<number> {
    const listener = await opening
    listeners.push(listener)
    return listener.port
  }

  async function close() {
    stopListening()
    validities.close()
    sessions.close()
    const closed = listeners.map((listener) => listener.close())
    await broker.close()
    for (const socket of sockets) socket.destroy()
    await Promise.all(closed)
    await links.close()
  }

  try {
    const { tls = null, webSocket = null } = options
    const port = await keep(openListener(optionsOf({ port: options.port, certificate: null })))
    const tlsPort = tls && (await keep(openListener(optionsOf(tls))))
    const webSocketPort = webSocket && (await keep(openWebSockets(optionsOf(webSocket))))
    return { port, tlsPort, webSocketPort, publish: broker.publish, close }
  } catch (error) {
    await close()
    throw error
  }
}
