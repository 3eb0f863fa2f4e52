import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { type Acknowledged, startPublisher } from './acknowledging-publisher.ts'
import { expectStored } from './stored-readings.ts'

const root = join(import.meta.dirname, '..', '..')
const points = ['p0', 'p1']
const sites = {
  'kept.yaml': `id: kept
name: Kept
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
rules: { approaching: { sharePercent: 50, onDelaySeconds: instant } }
points:${points.map((id) => `\n  - { id: ${id}, name: { id: ${id}, en: ${id} }, kind: outlet, parameters: { cod: {} } }`).join('')}
`,
}

it('R1: a backup of a station under load holds all that was acknowledged before it, and a station goes on from it', {
  timeout: 120_000,
}, async () => {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'jernih-backup-'))
  const at = (name: string) => join(temporary.path, name)
  const [lived, revived, backup] = [at('lived'), at('revived'), at('backup')]
  const environment = { JERNIH_ADMIN_TOKEN: '' }
  await Promise.all([mkdir(lived), mkdir(revived)])
  const first = await startStationProcess({ directory: lived, sites, environment })
  const accounts = await Promise.all(points.map((point) => first.device('kept', point)))
  const load = await publish(first, accounts)
  await expect.poll(load.count, { timeout: 30_000 }).toBeGreaterThan(5_000)
  await expect.poll(async () => (await storyOfAlarms(first)).size, { timeout: 30_000 }).toBeGreaterThan(0)

  const [before, alarms] = [load.copy(), await storyOfAlarms(first)]
  expect(await jernih('backup', lived, backup)).toMatchObject({ code: 0 })
  expect(await jernih('restore', lived, backup)).toEqual({
    code: 2,
    said: expect.stringContaining('is not empty'),
  })
  const then = load.count()
  await expect.poll(load.count, { timeout: 30_000 }).toBeGreaterThan(then + 1_000)
  load.end()
  expect(await first.stop()).toBe(0)

  expect(await jernih('restore', revived, backup)).toMatchObject({ code: 0 })
  const second = await startStationProcess({ directory: revived, sites, environment })
  for (const [n, point] of points.entries()) await expectStored(second, 'kept', point, before[n] ?? new Map())
  const told = await storyOfAlarms(second)
  for (const [id, steps] of alarms) expect(told.get(id)?.slice(0, steps.length)).toEqual(steps)

  const again = await publish(second, accounts)
  await expect.poll(again.count, { timeout: 30_000 }).toBeGreaterThan(100)
  again.end()
  expect(second.log()).not.toMatch(/"level":[56]0/)
  expect(await second.stop()).toBe(0)
  expect(await jernih('verify', revived)).toMatchObject({ code: 0 })
  expect(await readFile(join(revived, 'data/admin-token'), 'utf8')).toBe(
    await readFile(join(lived, 'data/admin-token'), 'utf8'),
  )
})

/** Publishes to both points until it is ended, and keeps what was acknowledged. */
async function publish(station: StationProcess, accounts: { username: string; password: string }[]) {
  const acknowledged = points.map((): Acknowledged => new Map())
  let at = Date.now() - 3_600_000
  const publishers = await Promise.all(
    points.map((point, n) =>
      startPublisher({
        port: station.mqttPort,
        site: 'kept',
        point,
        account: accounts[n] ?? { username: '', password: '' },
        inflight: 20,
        acknowledged: acknowledged[n] ?? new Map(),
        nextAt: () => at++,
      }),
    ),
  )
  return {
    count: () => acknowledged.reduce((sum, { size }) => sum + size, 0),
    copy: () => acknowledged.map((one) => new Map(one)),
    end() {
      for (const publisher of publishers) publisher.abandon()
    },
  }
}

/** Each episode's steps, oldest first, by its id. */
async function storyOfAlarms({ api }: StationProcess): Promise<Map<string, unknown[]>> {
  const { items } = await api<{ items: { id: string }[] }>('/api/v1/alarms?limit=500')
  const stories = items.map(async ({ id }) => {
    const { transitions } = await api<{ transitions: unknown[] }>(`/api/v1/alarms/${encodeURIComponent(id)}`)
    return [id, transitions] as const
  })
  return new Map(await Promise.all(stories))
}

/** What `pnpm <script>` says of the data of a station in `directory`, and its exit code. */
function jernih(script: string, directory: string, ...words: string[]) {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  return new Promise<{ code: number; said: string }>((resolve) => {
    const env = {
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
      JERNIH_DATA_DIR: join(directory, 'data'),
    }
    const command = ['-c', `exec ${scripts[script]} "$@"`, script, ...words]
    const child = execFile('sh', command, { cwd: root, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })
}
