import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { actOnCleared, type Change } from '@jernih/alarm'
import {
  type Alarm,
  type AlarmStanding,
  alarmIdOf,
  type Instant,
  type Latest,
  type PointStanding,
  type Transition,
} from '@jernih/domain'
import type { Entry, Journal, Offset } from '@jernih/journal'
import { type Closable, type Log, type OpenDatabase, openDatabase } from '@jernih/runtime'
import type { Registry } from 'prom-client'
import { type AlarmPage, type AlarmQuery, getAlarm, listAlarms } from './alarm-history.ts'
import { coverageOf, type PointCoverage } from './coverage.ts'
import type { ActOnHistory } from './evaluator.ts'
import { type Alongside, createKeeper } from './keeper.ts'
import { pointStanding } from './marks.ts'
import { measureWatch } from './metrics.ts'
import { openAlarms } from './migrations.ts'
import { overviewOf, type SiteNow } from './overview.ts'
import { restoreMind } from './restore.ts'
import { standingOf } from './standing.ts'
import { latestOf, never } from './watched.ts'

/** One step of the watch: what the entries below `offset` changed since the step before. */
export interface WatchStep {
  offset: Offset
  /** The newest reading of each series that got one; made when it is first asked for, which is while the step is told. */
  latest(): readonly Latest[]
  alarms: readonly { alarm: Alarm; transition: Transition }[]
}

/** The alarms of the journal's readings: as they stand, as they were, and as they change. */
export interface Watch extends Closable {
  latest(): readonly Latest[]
  list(query: AlarmQuery): Promise<AlarmPage>
  get(id: string): Promise<{ alarm: Alarm; transitions: Transition[] } | null>
  /** The alarm of that id, or of that episode's; null where no site's file has it. */
  standing(id: string): AlarmStanding | null
  /** The alarms that are shelved, suppressed by design or out of service, with an episode or without. */
  withheld(): AlarmStanding[]
  /** What is known of every site that has a file, at `now`. */
  overview(now: Instant): Promise<SiteNow[]>
  /** Until when each point has everything. */
  coverage(): PointCoverage[]
  /** What each point is doing at `now`, and who says so. */
  pointStandings(now: Instant): PointStanding[]
  /** Resolves once every entry below `offset` has had its effect on `list` and `get`. */
  reached(offset: Offset): Promise<void>
  /**
   * Answers how to stop listening. A step is told as soon as it is evaluated; after a crash some steps are told again, with
   * the same ids.
   */
  onStep(listener: (step: WatchStep) => void): () => void
  /** The offset below which all effects are on disk. */
  cursor(): Offset
  close(): Promise<void>
}

/** `alarms.db` belongs to another journal: it has seen entries which this one does not have. */
export class JournalTooShort extends Error {
  override name = 'JournalTooShort'
}

const consumer = 'watch'
const retryMs = 1_000

/** Follows the journal from where it stopped. Throws {@link JournalTooShort} and {@link AlarmsTooNew}. */
export async function startWatch(given: {
  journal: Journal
  directory: string
  openDatabase?: OpenDatabase
  alongside?: Alongside
  log: Log
  metrics: Registry
}): Promise<Watch> {
  const { journal, directory, log } = given
  await mkdir(directory, { recursive: true })
  const database = await openAlarms(given.openDatabase ?? openDatabase, join(directory, 'alarms.db'))
  const mind = await restoreMind(database)
  const { ledger, plan, evaluator } = mind
  let evaluated = mind.cursor
  if (evaluated > journal.head()) {
    await database.close()
    throw new JournalTooShort(`alarms.db is at entry ${evaluated}, the journal ends at ${journal.head()}`)
  }
  if (evaluated < journal.oldest()) {
    log.warn({ from: evaluated, to: journal.oldest() }, 'the watch skips entries that are no longer kept')
    evaluated = journal.oldest()
  }

  let toldChangesAt: Offset = 0
  let advancing = Promise.resolve()
  const keeper = createKeeper({
    mind,
    database,
    alongside: given.alongside,
    log,
    onDurable(offset) {
      advancing = journal.advance(consumer, offset).catch((error) => {
        log.warn({ error }, 'the watch’s place in the journal was not kept')
      })
    },
  })
  const count = measureWatch(given.metrics, mind, () => journal.head() - evaluated)
  const listeners = new Set<(step: WatchStep) => void>()
  const stop = new AbortController()
  const following = followOn()

  async function followOn(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        return await follow()
      } catch (error) {
        log.error({ error, evaluated }, 'the watch could not follow the journal, and begins again')
        evaluated = Math.max(evaluated, journal.oldest())
        await sleep(retryMs, undefined, stop).catch(() => undefined)
      }
    }
  }

  async function follow(): Promise<void> {
    for await (const batch of journal.follow(evaluated, stop.signal)) {
      for (const entry of batch) {
        const onHistory = evaluate(entry)
        if (onHistory) await actOnHistory(onHistory)
        evaluated = entry.offset + 1
      }
      tell()
      keeper.evaluated(evaluated)
    }
  }

  /** One entry that cannot be evaluated is told, and does not take the others' alarms with it. */
  function evaluate(entry: Entry): ActOnHistory | null {
    try {
      return evaluator.apply(entry)
    } catch (error) {
      log.error({ error, offset: entry.offset }, 'an entry could not be evaluated')
      return null
    }
  }

  async function actOnHistory({ alarm: id, act }: ActOnHistory): Promise<void> {
    keeper.evaluated(evaluated)
    await keeper.reached(evaluated)
    const found = await getAlarm(database, id)
    const change: Change | null =
      found?.alarm.status === 'cleared' ? actOnCleared(found.alarm, found.transitions.length, act) : null
    if (change) ledger.record(change)
    else log.info({ alarm: id, act: act.kind }, 'an act that found nothing to change')
  }

  function tell(): void {
    const { series, changes } = ledger.takeTold()
    if (changes.length > 0) toldChangesAt = evaluated
    count(changes)
    if (listeners.size === 0) return
    let latest: readonly Latest[] | undefined
    const step: WatchStep = {
      offset: evaluated,
      latest: () => (latest ??= series.map(latestOf)),
      alarms: changes,
    }
    for (const listener of listeners) {
      try {
        listener(step)
      } catch (error) {
        log.error({ error }, 'a listener of the watch failed')
      }
    }
  }

  return {
    latest() {
      const latest: Latest[] = []
      for (const { series } of plan.points()) {
        for (const one of series.values()) if (one.at !== never) latest.push(latestOf(one))
      }
      return latest
    },
    async list(query) {
      await keeper.settled(toldChangesAt)
      return listAlarms(database, query)
    },
    async get(id) {
      await keeper.settled(toldChangesAt)
      return getAlarm(database, id)
    },
    standing(id) {
      const slot = plan.slot(alarmIdOf(id))
      return slot ? standingOf(slot) : null
    },
    withheld: () => Array.from(ledger.withheld(), standingOf),
    async overview(now) {
      await keeper.settled(toldChangesAt)
      return overviewOf({ plan, ledger, database }, now)
    },
    coverage: () => coverageOf(plan),
    pointStandings: (now) => Array.from(plan.points(), (point) => pointStanding(point, now)),
    reached: keeper.reached,
    onStep(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    cursor: keeper.durable,
    async close() {
      stop.abort()
      await following
      await keeper.close()
      await advancing
      await database.close()
    },
  }
}
