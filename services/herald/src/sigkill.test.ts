import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { systemClock } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it, onTestFinished, vi } from 'vitest'
import { startHerald } from './herald.ts'
import { openOutbox } from './outbox.ts'
import { log } from './testing/plant.ts'
import { startServer } from './testing/servers.ts'
import { openWay } from './testing/ways.ts'

const kills = 12
const busyHerald = fileURLToPath(import.meta.resolve('./testing/busy-herald.ts'))
const ways = [{ way: 'email' }, { way: 'whatsapp' }] as const

it.each(ways)(
  `R7: ${kills} SIGKILLs at random moments lose no message by $way, and one that comes twice has the same key`,
  { timeout: 120_000 },
  async ({ way }) => {
    const directory = await mkdtemp(join(tmpdir(), 'jernih-outbox-'))
    const server = await startServer(way)
    onTestFinished(async () => {
      await server.close()
      await rm(directory, { recursive: true })
    })
    for (let kill = 0; kill < kills; kill++)
      await killedAfter(Math.random() * 400, [directory, way, server.url])

    const sites = { all: () => [], get: () => undefined }
    const channels = [openWay(way, server.url)]
    const outbox = await openOutbox({ directory, sites, channels, log })
    const herald = await startHerald({
      ...{ outbox, sites, log, clock: systemClock, metrics: new Registry() },
      channels,
      watch: { onStep: () => () => undefined, reached: async () => undefined, get: async () => null },
      journal: { append: async () => 0 },
    })
    const pending = async () => (await herald.channels()).map((channel) => channel.pending)
    await vi.waitFor(async () => expect(await pending()).toEqual([0]), { timeout: 60_000, interval: 100 })
    await herald.close()
    await outbox.close()

    const file = new DatabaseSync(join(directory, 'alarms.db'))
    const count = (sql: string) => Object.values(file.prepare(sql).get() ?? {})[0]
    const transitions = Number(count('SELECT count(*) FROM transition'))
    expect(transitions).toBeGreaterThan(kills)
    expect(count(`SELECT count(*) FROM outbox WHERE state = 'sent'`)).toBe(transitions * 2)
    const messages = file.prepare('SELECT DISTINCT coalesce(bundle, key) AS key FROM outbox').all()
    file.close()

    const came = Map.groupBy(server.came(), ({ key }) => key)
    expect(messages.filter(({ key }) => !came.has(String(key)))).toEqual([])
    expect(came.size).toBe(messages.length)
    for (const those of came.values()) expect(new Set(those.map(({ same }) => same)).size).toBe(1)
  },
)

async function killedAfter(busyMs: number, given: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [busyHerald, ...given], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  await Promise.race([once(child.stdout, 'data'), gone])
  await wait(busyMs)
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}
