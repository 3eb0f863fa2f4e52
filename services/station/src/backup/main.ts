import { createLog, parseSettings, SettingsError } from '@jernih/runtime'
import { z } from 'zod'
import { Settings } from '../settings.ts'
import { backUp } from './back-up.ts'
import { BackupProblem } from './problem.ts'
import { restore } from './restore.ts'
import { backedUp, restored, usage } from './words.ts'

// `pnpm backup` and `pnpm restore`: a copy of JERNIH_DATA_DIR, made while the station runs, and the way back.
// Exit code 0: done; 1: restored, but a journal was already broken when it was backed up, and where; 2: not done, and why.

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const isTold = error instanceof BackupProblem || error instanceof SettingsError || isOfSystem(error)
  process.stderr.write(`${isTold ? error.message : (error as Error).stack}\n`)
  process.exitCode = 2
}

async function run([command, place = '', ...more]: string[]): Promise<number> {
  const isAsked = (command === 'backup' || command === 'restore') && more.length === 0
  if (!isAsked || place === '' || place.startsWith('-')) {
    const asked = ['--help', '-h'].includes(place)
    ;(asked ? process.stdout : process.stderr).write(usage)
    return asked ? 0 : 2
  }
  const { JERNIH_DATA_DIR: directory, STORE: store } = parseSettings(
    z.object({ JERNIH_DATA_DIR: Settings.shape.JERNIH_DATA_DIR, STORE: Settings.shape.STORE }),
    process.env,
  )
  if (command === 'backup') {
    process.stdout.write(backedUp(await backUp({ directory, target: place }), place, store))
    return 0
  }
  const { manifest, journals } = await restore({ backup: place, directory, log: createLog('warn') })
  process.stdout.write(restored(manifest, journals, directory))
  return journals.some(({ broken }) => broken !== null) ? 1 : 0
}

/** A full disk, a place that may not be written: the system's own sentence names the place. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return (error as NodeJS.ErrnoException).syscall !== undefined
}
