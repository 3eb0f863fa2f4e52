import { globSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Debian's libfaketime, for programs with threads; undefined where it is not installed. */
const library = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0]

/** Whether the time of a process can be faked here; says so where it cannot, and fails there with `CI=true`. */
export function mayFakeTime(): boolean {
  if (library !== undefined) return true
  const message = 'libfaketime is not installed: no clock can be made to jump'
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(message)
  return false
}

export interface FakeTime {
  /** For the process whose time of day is faked. Its steady clock is not, as no real clock's jump touches it. */
  environment: Readonly<Record<string, string>>
  /** From now on the time of day is this far from the real one. */
  jumpTo(offsetHours: number): Promise<void>
}

/** A time of day that is the real one, until told to jump; its file is in `directory`. */
export async function createFakeTime(directory: string): Promise<FakeTime> {
  const file = join(directory, 'time')
  async function jumpTo(offsetHours: number): Promise<void> {
    await writeFile(`${file}.new`, `${offsetHours < 0 ? '' : '+'}${offsetHours}h\n`)
    await rename(`${file}.new`, file)
  }
  await jumpTo(0)
  return {
    environment: {
      LD_PRELOAD: library ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_NO_CACHE: '1',
    },
    jumpTo,
  }
}
