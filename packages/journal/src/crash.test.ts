import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readingsDraft, start } from './testing/drafts.ts'
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

it('opens at once after SIGKILL, however long the record', { timeout: 60_000 }, async () => {
  const before = await place.open([])
  for (let seq = 0; seq < 200_000; seq += 10_000) {
    await Promise.all(Array.from({ length: 10_000 }, (_, i) => before.append(readingsDraft(seq + i))))
  }
  await before.close()
  await killedWhileAppending(200_000, 100)
  const began = performance.now()
  const journal = await place.open([])
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(journal.head()).toBeGreaterThan(200_000)
  await journal.close()
})
