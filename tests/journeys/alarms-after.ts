import type { Alarm, Transition } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { startWatch, type Watch } from '@jernih/watch'
import { Registry } from 'prom-client'
import { expect } from 'vitest'
import { freshDirectory, journalUntil } from './simulated-journal.ts'

const log = createLog('silent')

/** The whole alarm history, by a watch that is stopped when it has reached each of `stops`, and started again. */
export async function alarmsAfter(journal: Journal, stops: readonly number[]) {
  const directory = await freshDirectory()
  for (const stop of stops) {
    const until = journalUntil(journal, stop)
    const watch = await startWatch({ journal: until, directory, log, metrics: new Registry() })
    await watch.reached(stop)
    await watch.close()
    expect(watch.cursor()).toBe(stop)
  }
  const watch = await startWatch({ journal, directory, log, metrics: new Registry() })
  await watch.reached(journal.head())
  const history = await everyAlarm(watch)
  await watch.close()
  return history
}

async function everyAlarm(watch: Watch): Promise<{ alarm: Alarm; transitions: Transition[] }[]> {
  const alarms: Alarm[] = []
  let cursor: string | undefined
  do {
    const page = await watch.list({ limit: 500, ...(cursor && { cursor }) })
    alarms.push(...page.alarms)
    cursor = page.next ?? undefined
  } while (cursor)
  const found = await Promise.all(alarms.map(({ id }) => watch.get(id)))
  return found.filter((each) => each !== null)
}
