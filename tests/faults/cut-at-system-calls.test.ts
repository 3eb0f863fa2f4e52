import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { busyPath } from '@jernih/herald/testing'
import { expect, it, onTestFailed, onTestFinished } from 'vitest'
import { killAtCall, mayTrace, threadsOf } from './system-calls.ts'
import { startToldPlant } from './told-by-all-ways.ts'

/** Otherwise each `every`th, from another one on each time. */
const isWhole = process.env['JERNIH_EVERY_CALL'] !== undefined

const databases = { thread: 'WorkerThread', nth: 0, until: 'settled', on: 'alarms.db' } as const
const journal = { thread: 'WorkerThread', nth: 1, until: 'settled', on: '/journal/' } as const
/** Looked at only until the messages have arrived, since asking how far the rest is would be talk of this thread, too. */
const talk = { thread: 'node-MainThread', nth: 0, until: 'arrived', on: 'TCP' } as const

/** What a delivery does that can be seen from outside: it writes to files, and talks. What it reads changes nothing. */
const deliveries = [
  {
    story: 'that are taken',
    webhookPath: '/alarms',
    calls: [
      { ...databases, name: 'pwrite64', every: 8 },
      { ...databases, name: 'fsync', every: 1 },
      { ...journal, name: 'pwrite64', every: 1 },
      { ...journal, name: 'fsync', every: 1 },
      { ...talk, name: 'connect', every: 1 },
      { ...talk, name: 'write', every: 8, on: '' },
      { ...talk, name: 'writev', every: 1 },
    ],
  },
  {
    story: 'of which one is asked to come again',
    webhookPath: busyPath,
    calls: [{ ...databases, name: 'fsync', every: 2 }],
  },
]

it.skipIf(!mayTrace('deliveries that are cut off before a system call')).each(deliveries)(
  'R7: a station killed before any system call with which it delivers messages $story loses none, and repeats them under the same key',
  { timeout: 600_000 },
  async ({ webhookPath, calls }) => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-cut-'))
    const plant = await startToldPlant(webhookPath)
    onTestFinished(plant.close)
    const kills: string[] = []
    onTestFailed(
      () => void process.stderr.write(`the last kills were before\n${kills.slice(-3).join('\n')}\n`),
    )

    for (const { thread, nth, name, until, every, on } of calls) {
      const killsBefore = kills.length
      const step = isWhole ? 1 : every
      let n = 1 + Math.floor(Math.random() * step)
      for (let wasKilled = true; wasKilled; n += step) {
        const tid = threadsOf(plant.pid(), thread)[nth]
        if (tid === undefined) throw new Error(`it has no ${thread} ${nth}`)
        const trace = await killAtCall(tid, { name, n }, join(directory.path, 'trace'))
        await plant.publish()
        await plant.arrived()
        if (until === 'settled') await plant.settled()
        const last = await trace.stop()
        wasKilled = await plant.recover()
        if (wasKilled) kills.push(last)
      }
      expect(kills.slice(killsBefore).join('\n')).toMatch(new RegExp(`^${name}.*${on}`, 'm'))
    }
    await plant.judge()
  },
)
