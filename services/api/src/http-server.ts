import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Certificate, type Closable, keepCertificate } from '@jernih/runtime'
import { refuseAloud, refuseRequest, withHost } from './no-request.ts'

export interface HttpServer extends Closable {
  readonly port: number
  /** Takes nothing new; answers under way get two seconds. */
  close(): Promise<void>
}

export interface HttpServerOptions {
  fetch: Parameters<typeof getRequestListener>[0]
  host: string
  /** 0 takes a free one. */
  port: number
  /** HTTPS; null serves plain HTTP. */
  certificate: Certificate | null
  patience?: Patience
}

/** Beyond it, new connections are closed at once. */
const maxConnections = 1_000
const closeLimitMs = 2_000
const maxHeaderSize = 16_384

/** How long a connection may take for a request's head, for all of it, and stand idle between two. Then it is closed. */
export interface Patience {
  headersMs: number
  requestMs: number
  idleMs: number
}
const usualPatience: Patience = { headersMs: 10_000, requestMs: 30_000, idleMs: 5_000 }

/** Rejects where the port cannot be had. */
export async function openHttpServer({
  fetch,
  host,
  port,
  certificate,
  patience: { headersMs, requestMs, idleMs } = usualPatience,
}: HttpServerOptions): Promise<HttpServer> {
  const bounds = {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    // Node looks for the slow ones only this often, every half minute by itself.
    connectionsCheckingInterval: Math.min(1_000, headersMs),
    maxHeaderSize,
    requireHostHeader: false,
  }
  const listener = withHost(getRequestListener(fetch, { hostname: host, errorHandler: refuseRequest }))
  const server = certificate
    ? createTlsServer({ ...bounds, ...certificate.current() }, listener)
    : createServer(bounds, listener)
  server.maxConnections = maxConnections
  refuseAloud(server)
  const stopKeeping = keepCertificate(server, certificate)
  await once(server.listen(port, host), 'listening').catch((error: unknown) => {
    stopKeeping()
    throw error
  })
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      stopKeeping()
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const lastResort = setTimeout(() => server.closeAllConnections(), closeLimitMs)
      await closed
      clearTimeout(lastResort)
    },
  }
}
