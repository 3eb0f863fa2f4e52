import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

/** A real server, for a test: it can go away and come back with its data. */
export interface Server {
  /** Loopback, on a port that was free. */
  url: string
  /** Resolves once it answers. */
  start(): Promise<void>
  /** Resolves once it is gone; its data and its address stay. */
  stop(): Promise<void>
}

export interface ServerCommand {
  command: string
  arguments: readonly string[]
  url: string
  /** Asked until it answers with success. */
  readyPath: string
}

const startLimitMs = 30_000
const stopLimitMs = 10_000

export async function startServer({
  command,
  arguments: given,
  url,
  readyPath,
}: ServerCommand): Promise<Server> {
  let child: ReturnType<typeof launch> | null = null

  async function start(): Promise<void> {
    child ??= launch(command, given)
    const deadline = Date.now() + startLimitMs
    while (!(await answers(url + readyPath))) {
      if (child.exitCode !== null) throw new Error(`${command} ended with code ${child.exitCode}`)
      if (Date.now() > deadline) throw new Error(`${command} did not answer within ${startLimitMs} ms`)
      await wait(25)
    }
  }

  async function stop(): Promise<void> {
    if (child === null) return
    const going = child
    child = null
    if (going.exitCode !== null || going.signalCode !== null) return
    const gone = once(going, 'exit')
    going.kill('SIGTERM')
    const lastResort = setTimeout(() => going.kill('SIGKILL'), stopLimitMs)
    await gone
    clearTimeout(lastResort)
  }

  await start()
  return { url, start, stop }
}

/**
 * Whether the server is installed. Where it is not, the tests that need it must say so aloud and skip; with `CI=true` in
 * `environment` this throws instead.
 */
export function hasServer(
  command: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { PATH = '', CI } = environment
  if (PATH.split(delimiter).some((directory) => isExecutable(join(directory, command)))) return true
  if (CI === 'true') throw new Error(`${command} is not installed, and CI=true allows no test to be skipped`)
  process.stderr.write(`NOT RUN: the tests on a real ${command}, which is not installed\n`)
  return false
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('expected a TCP address')
  return address.port
}

function launch(command: string, given: readonly string[]) {
  const child = spawn(command, given, { stdio: 'ignore' })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  return child
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
