import { execFile } from 'node:child_process'
import { mkdtempDisposable, open, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Entry, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { startBufferingDevice } from './buffering-device.ts'
import { onePoint } from './one-point.ts'

const verifyScript = join(import.meta.dirname, '..', '..', 'services/station/src/verify/main.ts')

interface Books {
  accepted: number
  stored: number
  pending: number
  lost: number
  holes: number
  balanced: boolean
}

it('R12: a damaged end of the journal is told, all before it is kept, and new readings are taken', {
  timeout: 40_000,
}, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-damage-'))
  const data = join(directory.path, 'data')
  await using ends = new AsyncDisposableStack()
  const station = await startStationProcess({ directory: directory.path, sites: onePoint })
  ends.defer(async () => void (await station.stop('SIGKILL')))
  const account = await station.device('fault', 'outlet')
  await sendOneByOne(station, account)
  const books = (of: StationProcess) => of.api<Books>('/api/v1/reconciliation')
  await expect.poll(() => books(station), { timeout: 10_000 }).toMatchObject({ stored: 100, balanced: true })
  expect(await station.stop()).toBe(0)
  const written = await entriesIn(data)
  expect(await verify(data)).toMatchObject({ code: 0 })

  await flipBytes(await newestSegment(data), 2 * 4_096)
  const again = await startStationProcess({ directory: directory.path })
  ends.defer(async () => void (await again.stop('SIGKILL')))
  const told = /"level":50,.*"lostFrom":(\d+),.*"msg":"a journal file is damaged/.exec(again.log())
  const lostFrom = Number(told?.[1])
  expect(lostFrom).toBeGreaterThan(written.length / 2)
  expect(lostFrom).toBeLessThan(written.length)
  const later = await startBufferingDevice({ port: again.mqttPort, account })
  later.send()
  await expect.poll(() => later.acknowledged.size).toBe(1)
  await later.close()
  expect(written.slice(lostFrom).filter(({ kind }) => kind === 'readings').length).toBeGreaterThan(0)
  await expect
    .poll(() => books(again), { timeout: 10_000 })
    .toMatchObject({ accepted: 101, stored: 101, pending: 0, lost: 0, holes: 1, balanced: true })
  await expectHole(again, 0)
  expect(await again.stop()).toBe(0)

  const kept = await entriesIn(data)
  expect(kept.slice(0, lostFrom)).toEqual(written.slice(0, lostFrom))
  const [sent = 0] = later.sent.keys()
  expect(kept.slice(lostFrom).flatMap((entry) => (entry.kind === 'readings' ? entry.readings : []))).toEqual([
    expect.objectContaining({ at: sent, value: later.sent.get(sent) }),
  ])
  expect(await verify(data)).toEqual({
    code: 1,
    said: expect.stringContaining(`Broken at entry ${lostFrom}: `),
  })
})

it('R3: what a damaged journal lost before it was stored is counted as lost, and the books balance with it', {
  timeout: 40_000,
}, async () => {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-damage-'))
  await using ends = new AsyncDisposableStack()
  const storeIsAway = { STORE: 'influx1', INFLUX_URL: 'http://127.0.0.1:9', INFLUX_DATABASE: 'away' }
  const options = { directory: directory.path, sites: onePoint }
  const station = await startStationProcess({ ...options, environment: storeIsAway })
  ends.defer(async () => void (await station.stop('SIGKILL')))
  await sendOneByOne(station, await station.device('fault', 'outlet'))
  expect(await station.stop()).toBe(0)
  await flipBytes(await newestSegment(join(directory.path, 'data')), 2 * 4_096)

  const again = await startStationProcess(options)
  ends.defer(async () => void (await again.stop('SIGKILL')))
  const lost = Number(/"lost":{"accepted":(\d+),/.exec(again.log())?.[1])
  expect(lost).toBeGreaterThan(0)
  await expect
    .poll(() => again.api('/api/v1/reconciliation'), { timeout: 10_000 })
    .toMatchObject({ accepted: 100, stored: 100 - lost, pending: 0, lost, holes: 1, balanced: true })
  await expectHole(again, lost)
  expect(await again.stop()).toBe(0)
})

/** Waits for the watch, too, to pass it. */
async function expectHole(station: StationProcess, lost: number): Promise<void> {
  const readiness = () => station.api('/readyz')
  const hole = expect.stringMatching(`^Holes in the journal, .*: 1; readings lost with them: ${lost};`)
  await expect.poll(readiness, { timeout: 10_000 }).toEqual({ ready: true, reasons: [], warnings: [hole] })
}

/** A hundred readings, each in a commit of its own. */
async function sendOneByOne(
  { mqttPort: port }: StationProcess,
  account: { username: string; password: string },
): Promise<void> {
  const device = await startBufferingDevice({ port, account })
  for (let n = 1; n <= 100; n++) {
    device.send()
    await expect.poll(() => device.acknowledged.size, { interval: 1 }).toBe(n)
  }
  await device.close()
}

/** What `pnpm verify` says of the directory, and its exit code. */
function verify(data: string): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    const env = { JERNIH_DATA_DIR: data }
    const child = execFile(process.execPath, [verifyScript], { env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, said: stdout + stderr }),
    )
  })
}

async function entriesIn(data: string): Promise<Entry[]> {
  const journal = await openJournal({ directory: data, log: createLog('silent'), consumers: [] })
  const entries: Entry[] = []
  const end = new AbortController()
  for await (const batch of journal.follow(journal.oldest(), end.signal)) {
    entries.push(...batch)
    if ((batch.at(-1)?.offset ?? 0) >= journal.head() - 1) break
  }
  await journal.close()
  return entries
}

async function newestSegment(data: string): Promise<string> {
  const files = (await readdir(join(data, 'journal'))).filter((name) => name.endsWith('.db'))
  return join(data, 'journal', files.toSorted().at(-1) ?? '')
}

/** Turns over every bit of the file's last bytes. */
async function flipBytes(file: string, count: number): Promise<void> {
  await using handle = await open(file, 'r+')
  const { size } = await handle.stat()
  const { buffer } = await handle.read(Buffer.alloc(count), 0, count, size - count)
  await handle.write(
    buffer.map((byte) => byte ^ 0xff),
    0,
    count,
    size - count,
  )
}
