import { createServer, type Server, type Socket } from 'node:net'
import type { Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import type { Registry } from 'prom-client'
import { openBroker } from './broker.ts'
import type { Devices } from './devices.ts'
import { createIntake } from './intake.ts'
import { defaultLimits, type GatewayLimits } from './limits.ts'
import { createLinks } from './links.ts'
import { createMeters } from './metrics.ts'
import { createSessions } from './sessions.ts'

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
  const sessions = createSessions(links)
  const meters = createMeters(metrics, sessions.size)
  const intake = createIntake({ journal, sites, log, meters, limits })
  await intake.prepare()
  const broker = await openBroker({ intake, sessions, devices, clock, log, meters, limits })
  const stopListening = devices.onRevoke((id, why) => sessions.end(id, why === 'removed' ? 'left' : 'lost'))

  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.setTimeout(limits.idleTimeoutMs, () => socket.destroy())
    broker.handle(socket)
  })
  server.maxConnections = limits.connections
  server.on('drop', () => meters.refusedConnection('connections'))

  async function close() {
    stopListening()
    sessions.close()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    await broker.close()
    for (const socket of sockets) socket.destroy()
    await closed
    await links.close()
  }

  const port = await listen(server, options).catch(async (error: unknown) => {
    await close()
    throw error
  })
  server.on('error', (error) => log.error({ error }, 'the MQTT port failed'))

  return {
    port,
    publish: broker.publish,
    close,
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
