import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { start } from './testing/drafts.ts'
import { entriesOf } from './testing/follow.ts'
import { beginInDirectory, type DirectoryPlace } from './testing/place.ts'

let place: DirectoryPlace

beforeEach(async () => {
  place = await beginInDirectory()
})
afterEach(() => place.remove())

/** Runs a process that appends, kills it `afterMs` after its first answer, and answers the numbers whose appends resolved. */
async function killedWhileAppending(first: number, afterMs: number): Promise<number[]> {
  const script = new URL('./testing/append-until-killed.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, place.directory, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    if (printed === '') setTimeout(() => child.kill('SIGKILL'), afterMs)
    printed += chunk.toString()
  })
  await once(child, 'close')
  return printed.slice(0, printed.lastIndexOf('\n')).split('\n').map(Number)
}

it('R1: every append that resolved survives SIGKILL, in order, once', { timeout: 60_000 }, async () => {
  let resolved = 0
  for (const afterMs of [1, 20, 60, 150, 333]) {
    const numbers = await killedWhileAppending(resolved, afterMs)
    const journal = await place.open([])
    const kept = (await entriesOf(journal)).map(({ receivedAt }) => receivedAt - start - 40)
    expect(kept).toEqual(Array.from(kept, (_, seq) => seq))
    expect(kept.length).toBeGreaterThan(Math.max(...numbers))
    expect((await journal.verify()).broken).toBeNull()
    resolved = kept.length
    await journal.close()
  }
})

/** What this process has read from files so far, in bytes; 0 where the system does not count it. */
function bytesRead(): number {
  if (process.platform !== 'linux') return 0
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1])
}

it('opens at once after SIGKILL, however long the record: of a million entries it reads the WAL and little more', {
  timeout: 60_000,
}, async () => {
  const million = 1_000_000
  const before = await place.open([])
  for (let seq = 0; seq < million; seq += 20_000) {
    const times = Array.from({ length: 20_000 }, (_, i) => start + seq + i)
    await Promise.all(times.map((receivedAt) => before.append({ kind: 'clock', receivedAt, event: 'tick' })))
  }
  await before.close()
  await killedWhileAppending(million, 100)
  const [file = ''] = await place.segments()
  const [whole, wal] = [statSync(file).size, statSync(`${file}-wal`).size]
  const [readBefore, began] = [bytesRead(), performance.now()]
  const journal = await place.open([])
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(bytesRead() - readBefore - wal).toBeLessThan(whole / 20)
  expect(journal.head()).toBeGreaterThan(million)
  await journal.close()
})
