import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@jernih/store/testing'
import { startCommand } from './start-command.ts'

const root = join(import.meta.dirname, '..', '..')
const usualToken = 'a-token-for-tests-of-32-characters!!'

/** A station in a process of its own, as `pnpm start` runs it, with directories and ports of its own. */
export interface StationProcess {
  readonly httpUrl: string
  readonly mqttPort: number
  readonly directory: string
  readonly pid: number
  /** The administrator's. */
  readonly token: string
  /** The API's answer as JSON, with the administrator's token; throws where the status is not 2xx. */
  api<T>(path: string, init?: { method?: string; body?: unknown }): Promise<T>
  /** The bare answer, for tests of refusals and streams. */
  request(path: string, init?: RequestInit): Promise<Response>
  /** A new account for a device at this point. */
  device(site: string, point: string): Promise<{ username: string; password: string }>
  /** Resolves once it has ended. */
  readonly dead: Promise<void>
  /**
   * Ends it with this signal and answers its exit code, null where the signal killed it. Before SIGTERM, the default, its books must
   * balance (R3). Removes its directory, unless that was given.
   */
  stop(signal?: NodeJS.Signals): Promise<number | null>
  log(): string
}

interface Books {
  balanced: boolean
}

export interface StationOptions {
  /** Holds `data` and `sites`: to go on in, or to begin in where it is empty. Otherwise a new one is made. */
  directory?: string
  /** YAML texts by file name to begin with, in place of the repository's sites. */
  sites?: Readonly<Record<string, string>>
  environment?: Readonly<Record<string, string>>
  /** Where one answered before, to come back there; otherwise a free one. */
  httpPort?: number
}

/** Starts a station on free loopback ports and waits until it is ready. Without `environment.SIMULATOR` no simulator runs. */
export async function startStationProcess(options: StationOptions = {}): Promise<StationProcess> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'jernih-station-')))
  const sites = join(directory, 'sites')
  if (!existsSync(sites)) await writeSites(sites, options.sites)
  const [httpPort, mqttPort] = [options.httpPort ?? (await freePort()), await freePort()]
  const { environment, args } = startCommand(root)
  const child = spawn(process.execPath, args, {
    cwd: directory,
    env: {
      PATH: process.env['PATH'],
      ...environment,
      HTTP_PORT: String(httpPort),
      HTTP_HOST: '127.0.0.1',
      MQTT_PORT: String(mqttPort),
      MQTT_HOST: '127.0.0.1',
      JERNIH_ADMIN_TOKEN: usualToken,
      SIMULATOR: 'off',
      LOG_LEVEL: 'warn',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const dead = once(child, 'exit').then(() => undefined)
  let log = ''
  child.stdout.on('data', (text) => (log += text))
  child.stderr.on('data', (text) => (log += text))
  const httpUrl = `http://127.0.0.1:${httpPort}`
  await ready(httpUrl, child, () => log)
  const given = options.environment?.['JERNIH_ADMIN_TOKEN'] ?? usualToken
  const token = given || readFileSync(join(directory, 'data/admin-token'), 'utf8').trim()

  const station: StationProcess = {
    httpUrl,
    mqttPort,
    directory,
    pid: child.pid ?? 0,
    token,
    dead,
    request: (path, init) =>
      fetch(httpUrl + path, { ...init, headers: { authorization: `Bearer ${token}`, ...init?.headers } }),
    async api(path, init = {}) {
      const body =
        init.body === undefined
          ? {}
          : { body: JSON.stringify(init.body), headers: { 'content-type': 'application/json' } }
      const response = await station.request(path, { method: init.method ?? 'GET', ...body })
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return (await response.json()) as never
    },
    device: (site, point) => station.api('/api/v1/devices', { method: 'POST', body: { site, point } }),
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      const books = signal === 'SIGTERM' ? await station.api<Books>('/api/v1/reconciliation') : null
      child.kill(signal)
      await dead
      if (options.directory === undefined) await rm(directory, { recursive: true })
      if (books?.balanced === false) throw new Error(`the books did not balance: ${JSON.stringify(books)}`)
      return child.exitCode
    },
    log: () => log,
  }
  return station
}

async function writeSites(target: string, sites: StationOptions['sites']): Promise<void> {
  if (sites === undefined) return cp(join(root, 'sites'), target, { recursive: true })
  await mkdir(target)
  await Promise.all(Object.entries(sites).map(([name, text]) => writeFile(join(target, name), text)))
}

async function ready(httpUrl: string, child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`the station ended with ${child.exitCode}:\n${log()}`)
    const answer = await fetch(`${httpUrl}/readyz`).catch(() => null)
    if (answer?.ok) return
    await sleep(50)
  }
  throw new Error(`the station is not ready after 30 s:\n${log()}`)
}

/** Peak resident memory of a process so far, in MB (10⁶ bytes); 0 where the system does not tell. */
export function peakMemoryMb(pid: number): number {
  return readMemoryMb(pid, 'VmHWM')
}

/** Resident memory of a process now, in MB (10⁶ bytes); 0 where the system does not tell. */
export function memoryMb(pid: number): number {
  return readMemoryMb(pid, 'VmRSS')
}

function readMemoryMb(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const status = `/proc/${pid}/status`
  if (!existsSync(status)) return 0
  const [, kilobytes = '0'] = new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync(status, 'utf8')) ?? []
  return (Number(kilobytes) * 1024) / 1e6
}
