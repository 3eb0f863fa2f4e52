import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { JournalInUse, openJournal } from '@jernih/journal'
import { createLog, parseSettings } from '@jernih/runtime'
import { z } from 'zod'
import { Settings } from '../settings.ts'

// `pnpm verify`: walks the record in JERNIH_DATA_DIR from its oldest entry kept to its newest.
// Exit code 0: every byte is as it was written; 1: it is not, and where; 2: it could not be looked at.

const { JERNIH_DATA_DIR: directory } = parseSettings(
  z.object({ JERNIH_DATA_DIR: Settings.shape.JERNIH_DATA_DIR }),
  process.env,
)

try {
  if (!existsSync(join(directory, 'journal'))) {
    process.stderr.write(
      `JERNIH_DATA_DIR ${directory} holds no journal; a simulated one is in its folder simulated.\n`,
    )
    process.exitCode = 2
  } else {
    process.exitCode = (await verify()) ? 0 : 1
  }
} catch (error) {
  const isRunning = error instanceof JournalInUse
  process.stderr.write(
    `${isRunning ? `${error.message}. Stop that station first.` : (error as Error).stack}\n`,
  )
  process.exitCode = 2
}

async function verify(): Promise<boolean> {
  const journal = await openJournal({ directory, log: createLog('warn'), consumers: [] })
  try {
    const { entries, broken } = await journal.verify()
    process.stdout.write(
      `${directory}: ${entries} entries from ${journal.oldest()} on are as they were written.\n`,
    )
    if (broken) process.stdout.write(`Broken at entry ${broken.offset}: ${broken.reason}.\n`)
    return broken === null
  } finally {
    await journal.close()
  }
}
