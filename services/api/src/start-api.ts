import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { createApp } from './app.ts'
import type { ApiDeps } from './deps.ts'
import { openInside } from './inside.ts'
import { registerMetrics } from './metrics.ts'

/** Beyond it, new connections are closed at once. */
const maxConnections = 1_000
/** Answers under way get this long at closing. */
const closeLimitMs = 2_000

/** Serves the API and the screen; port 0 takes a free one. Rejects where the port cannot be had. */
export async function startApi(
  deps: ApiDeps & { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const inside = openInside(deps)
  const { hub } = inside
  registerMetrics(deps, inside)
  const { fetch } = createApp(deps, inside)
  const server = serve({
    fetch,
    hostname: deps.host,
    port: deps.port,
    serverOptions: { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 },
  }) as Server
  server.maxConnections = maxConnections
  await once(server, 'listening').catch((error: unknown) => {
    hub.close()
    throw error
  })
  const { port } = server.address() as AddressInfo
  deps.log.info({ host: deps.host, port }, 'serving http')

  return {
    port,
    async close() {
      hub.close()
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      const lastResort = setTimeout(() => server.closeAllConnections(), closeLimitMs)
      await closed
      clearTimeout(lastResort)
    },
  }
}
