import type { Certificate, Closable } from '@jernih/runtime'
import { createApp } from './app.ts'
import type { ApiDeps } from './deps.ts'
import { type HttpServer, openHttpServer, type Patience } from './http-server.ts'
import { openInside } from './inside.ts'
import { registerMetrics } from './metrics.ts'

export interface ApiOptions extends ApiDeps {
  host: string
  /** 0 takes a free one. */
  port: number
  /** HTTPS beside the plain port. */
  tls?: { port: number; certificate: Certificate } | null
  patience?: Patience
}

export interface Api extends Closable {
  readonly port: number
  /** Null where no certificate was given. */
  readonly tlsPort: number | null
  close(): Promise<void>
}

/** Serves the API and the screen. Rejects where a port cannot be had. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const { host, log, patience } = options
  const inside = openInside(options)
  registerMetrics(options, inside)
  const { fetch } = createApp(options, inside)
  const servers: HttpServer[] = []

  async function open(port: number, certificate: Certificate | null): Promise<HttpServer> {
    const server = await openHttpServer({ fetch, host, port, certificate, ...(patience && { patience }) })
    log.info({ host, port: server.port }, certificate ? 'serving https' : 'serving http')
    servers.push(server)
    return server
  }

  async function close(): Promise<void> {
    inside.hub.close()
    await Promise.all(servers.map((server) => server.close()))
  }

  try {
    const plain = await open(options.port, null)
    const tls = options.tls ? await open(options.tls.port, options.tls.certificate) : null
    return { port: plain.port, tlsPort: tls?.port ?? null, close }
  } catch (error) {
    await close()
    throw error
  }
}
