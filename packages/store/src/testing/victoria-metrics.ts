import { freePort, type Server, startServer } from '@jernih/runtime/testing'

/** A real server, not written by us, that takes `/api/v2/write`. */
export async function startVictoriaMetrics({ directory }: { directory: string }): Promise<Server> {
  const address = `127.0.0.1:${await freePort()}`
  return startServer({
    command: 'victoria-metrics',
    arguments: [`-httpListenAddr=${address}`, `-storageDataPath=${directory}`, '-retentionPeriod=100y'],
    url: `http://${address}`,
    readyPath: '/health',
  })
}
