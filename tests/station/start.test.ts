import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@jernih/store/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..')

let directory: string
let child: ChildProcess | undefined
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-start-'))
})
afterEach(async () => {
  child?.kill('SIGKILL')
  await rm(directory, { recursive: true, force: true })
})

/** The station's own process, or that of a shell's `command`; `ended` tells how it went and what it said. */
function start(environment: Record<string, string> = {}, command?: string) {
  const [program, ...words] =
    command === undefined
      ? [process.execPath, join(root, 'services/station/src/main.ts')]
      : ['sh', '-c', command]
  const started = spawn(program, words, {
    cwd: root,
    env: {
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/node'),
      ...{ HTTP_HOST: '127.0.0.1', HTTP_PORT: '0', MQTT_HOST: '127.0.0.1', MQTT_PORT: '0' },
      ...{ JERNIH_DATA_DIR: join(directory, 'data'), JERNIH_SITES_DIR: join(root, 'sites') },
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = started
  let said = ''
  started.stdout.on('data', (text) => (said += text))
  started.stderr.on('data', (text) => (said += text))
  const ended = once(started, 'close').then(([code, signal]) => ({ code, signal, said }))
  return { kill: (signal: NodeJS.Signals) => started.kill(signal), said: () => said, ended }
}

/** What it says where it cannot start, without its log of ordinary things. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const { code, said } = await start({ LOG_LEVEL: 'warn', ...environment }).ended
  expect(code).toBe(1)
  return said
}

it('the script `start` shows a made-up reading within five seconds, and that it is made up', async () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const [httpPort, token] = [await freePort(), 'a-token-for-tests-of-32-characters!!']
  const { kill, ended } = start(
    { HTTP_PORT: String(httpPort), JERNIH_ADMIN_TOKEN: token, LOG_LEVEL: 'warn' },
    `exec env ${scripts.start}`,
  )
  const ask = (path: string) =>
    fetch(`http://127.0.0.1:${httpPort}${path}`, { headers: { authorization: `Bearer ${token}` } })
  const latest = async () => (await ask('/api/v1/latest').catch(() => null))?.json() ?? []
  await expect.poll(latest, { timeout: 5_000 }).toContainEqual(expect.objectContaining({ parameter: 'ph' }))
  expect(await (await ask('/api/v1/devices')).json()).toContainEqual(
    expect.objectContaining({ site: 'mojokerto-batik', point: 'outlet', simulated: true }),
  )
  kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
})

describe('a station that cannot start says so in a sentence that names the setting', () => {
  it.each([
    { setting: 'MQTT_PORT', remedy: 'set another, or set MQTT_URL to use that broker.' },
    { setting: 'HTTP_PORT', remedy: 'set another.' },
  ])('$setting is taken', async ({ setting, remedy }) => {
    const holder = createServer().listen(0, '127.0.0.1')
    await once(holder, 'listening')
    const { port } = holder.address() as { port: number }
    try {
      expect(await refusal({ [setting]: String(port) })).toBe(`${setting} ${port} is taken: ${remedy}\n`)
    } finally {
      holder.close()
    }
  })

  it('the folder of the sites is missing', async () => {
    const gone = join(directory, 'nowhere')
    expect(await refusal({ JERNIH_SITES_DIR: gone })).toBe(
      `JERNIH_SITES_DIR ${gone} cannot be read (ENOENT): it is to hold one YAML file a site.\n`,
    )
  })

  it('the folder of the data cannot be made', async () => {
    const file = join(directory, 'a-file')
    await writeFile(file, '')
    expect(await refusal({ JERNIH_DATA_DIR: file })).toMatch(`JERNIH_DATA_DIR ${file} cannot be used: `)
  })
})

describe('SIGTERM while it starts', () => {
  it.each([
    { moment: 'the sites are read', seen: '"msg":"site taken up"' },
    { moment: 'the page is served', seen: '"msg":"serving http"' },
  ])('R13: ends it in order with code 0 when $moment', async ({ seen }) => {
    const { kill, said, ended } = start({ LOG_LEVEL: 'info' })
    await expect.poll(said, { timeout: 15_000, interval: 2 }).toContain(seen)
    kill('SIGTERM')
    const { code, said: all } = await ended
    expect({ code, all }).toEqual({ code: 0, all: expect.stringContaining('"msg":"closing"') })
    expect(all).not.toMatch(/"level":[456]0/)
  })

  it('R13: ends it at any moment: in order, or before anything was opened', { timeout: 60_000 }, async () => {
    for (const afterMs of [0, 100, 200, 300, 400, 600, 800, 1_000]) {
      const { kill, ended } = start({ LOG_LEVEL: 'warn' })
      await sleep(afterMs)
      kill('SIGTERM')
      const { code, signal, said } = await ended
      const untouched = signal === 'SIGTERM' && !existsSync(join(directory, 'data'))
      expect(untouched || code === 0, `after ${afterMs} ms: ${code ?? signal} ${said}`).toBe(true)
      await rm(join(directory, 'data'), { recursive: true, force: true })
    }
  })
})
