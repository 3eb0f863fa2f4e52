import { setTimeout as sleep } from 'node:timers/promises'
import type { Change } from '@jernih/alarm'
import type { Instant } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { Database, Log, Step } from '@jernih/runtime'
import { stepsToSave } from './records.ts'
import type { Mind } from './restore.ts'

/** Longest that mere readings wait to be written together. Transitions, and callers of `reached`, are not made to wait. */
const coalesceMs = 200
/** After a write that failed, for example because the disk is full. */
const retryMs = 1_000

/** Writes what changed, one transaction at a time; whatever changes meanwhile goes into the next one. */
export interface Keeper {
  /** Everything below `offset` has been evaluated; call it after each batch. */
  evaluated(offset: Offset): void
  /** Resolves once all entries below `offset` are evaluated and what they changed is on disk. Never rejects. */
  reached(offset: Offset): Promise<void>
  /** As `reached`, and also once the disk has refused: for readers, who then see what is there. */
  settled(offset: Offset): Promise<void>
  /** The offset below which all is on disk. */
  durable(): Offset
  /** Ends after a last write. */
  close(): Promise<void>
}

/**
 * What others write into `alarms.db` in the transaction of these changes, with the time by the journal; asked again where the disk
 * refused. Must not throw.
 */
export type Alongside = (changes: readonly Change[], clockAt: Instant) => readonly Step[]

export function createKeeper(given: {
  mind: Mind
  database: Database
  alongside?: Alongside | undefined
  log: Log
  onDurable: (offset: Offset) => void
}): Keeper {
  const { mind, database, alongside = () => [], log, onDurable } = given
  let evaluated = mind.cursor
  let durable = evaluated
  let waiters: { offset: Offset; patient: boolean; resolve: () => void }[] = []
  let saving: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let soon: NodeJS.Immediate | null = null
  let closing = false
  let gaveUp = false
  let failing = false

  const isUrgent = () =>
    mind.ledger.unsaved.changes.length > 0 || waiters.some(({ offset }) => offset <= evaluated)

  function schedule(): void {
    if (saving || gaveUp || evaluated === durable) return
    if (closing) {
      start()
      return
    }
    if (!isUrgent()) {
      timer ??= setTimeout(start, coalesceMs)
      return
    }
    // What was evaluated is being told to those who listen: an alarm does not wait until all is laid out for the disk.
    soon ??= setImmediate(start)
  }

  function start(): void {
    if (timer) clearTimeout(timer)
    if (soon) clearImmediate(soon)
    timer = null
    soon = null
    saving ??= save().finally(() => {
      saving = null
      schedule()
    })
  }

  async function save(): Promise<void> {
    const cursor = evaluated
    const { startedAt, clockAt } = mind.evaluator
    const unsaved = mind.ledger.takeUnsaved()
    try {
      const steps = stepsToSave(unsaved, { cursor, startedAt, clockAt }, mind.plan)
      await database.transaction([...steps, ...alongside(unsaved.changes, clockAt)])
    } catch (error) {
      mind.ledger.putBack(unsaved)
      release(({ patient }) => !patient)
      if (!failing)
        log.error({ error }, 'alarms cannot be written; evaluation goes on, and writing is tried again')
      failing = true
      gaveUp = closing
      if (!closing) await sleep(retryMs)
      return
    }
    if (failing) log.info('alarms are written again')
    failing = false
    for (const series of unsaved.series) series.stored = true
    durable = cursor
    release(({ offset }) => offset <= durable)
    onDurable(durable)
  }

  function release(isDone: (waiter: (typeof waiters)[number]) => boolean): void {
    const done = waiters.filter(isDone)
    waiters = waiters.filter((waiter) => !isDone(waiter))
    for (const { resolve } of done) resolve()
  }

  function wait(offset: Offset, patient: boolean): Promise<void> {
    if (offset <= durable || (failing && !patient)) return Promise.resolve()
    return new Promise((resolve) => {
      waiters.push({ offset, patient, resolve })
      schedule()
    })
  }

  return {
    evaluated(offset) {
      evaluated = offset
      schedule()
    },
    reached: (offset) => wait(offset, true),
    settled: (offset) => wait(offset, false),
    durable: () => durable,
    async close() {
      closing = true
      await saving
      schedule()
      await saving
      release(() => true)
    },
  }
}
