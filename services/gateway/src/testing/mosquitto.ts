import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '@jernih/runtime/testing'

/** Debian's commands. */
const commands = { server: 'mosquitto', passwords: 'mosquitto_passwd' }

/** A Mosquitto of its own on a free port of loopback, with one account. */
export interface Mosquitto {
  port: number
  /** It keeps its connections and says nothing more, until it is closed. */
  freeze(): void
  close(): Promise<void>
}

export async function startMosquitto(options: {
  directory: string
  username: string
  password: string
  /** A free one where it is not given. */
  port?: number
}): Promise<Mosquitto> {
  const port = options.port ?? (await freePort())
  const passwords = join(options.directory, 'passwords')
  const file = join(options.directory, 'mosquitto.conf')
  await writeFile(passwords, '')
  await once(spawn(commands.passwords, ['-b', passwords, options.username, options.password]), 'exit')
  await writeFile(
    file,
    `listener ${port} 127.0.0.1
password_file ${passwords}
allow_anonymous false
user root
# No bound: what a slow client leaves unacknowledged is not held back, and we see all of it.
max_inflight_messages 0
max_queued_messages 0
`,
  )
  const server = spawn(commands.server, ['-c', file], { stdio: 'ignore' })
  process.once('exit', () => server.kill('SIGKILL'))
  while (!(await answers(port))) await new Promise((resolve) => setTimeout(resolve, 20))
  return { port, freeze: () => void server.kill('SIGSTOP'), close: () => end(server) }
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const gone = once(server, 'exit')
  server.kill('SIGTERM')
  server.kill('SIGCONT')
  await gone
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
