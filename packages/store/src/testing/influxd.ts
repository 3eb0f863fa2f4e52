import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, type Server, startServer } from '@jernih/runtime/testing'

export interface InfluxdOptions {
  /** Empty, or that of an influxd before it: its data live there. */
  directory: string
  /** Whether it asks who one is; the first user can be made without. */
  authenticated?: boolean
}

/** A real InfluxDB 1.x of its own. */
export async function startInfluxd({ directory, authenticated = false }: InfluxdOptions): Promise<Server> {
  const [port, rpcPort] = [await freePort(), await freePort()]
  const config = join(directory, 'influxdb.conf')
  await writeFile(
    config,
    `
reporting-enabled = false
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${directory}/meta"
[data]
  dir = "${directory}/data"
  wal-dir = "${directory}/wal"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = ${authenticated}
  log-enabled = false
`,
  )
  return startServer({
    command: 'influxd',
    arguments: ['-config', config],
    url: `http://127.0.0.1:${port}`,
    readyPath: '/ping',
  })
}
