import { alarmId, type SiteId, SystemFault, stationPoint, type Way } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import type { Watch } from '@jernih/watch'

const usualEveryMs = 15_000

/** What is measured of Jernih itself. */
export interface Measures {
  /** How long the store has refused what is to be written, in s. */
  storeLagSeconds(): Promise<number>
  /** Readings that the books have too many or too few. */
  imbalance(): Promise<number>
  /** What is free of the data's disk, in bytes. */
  disk(): Promise<{ free: number; size: number }>
  /** Whether each way to people fails; null while nobody can tell. */
  isFailing(): Promise<ReadonlyMap<Way, boolean | null>>
}

/** One measured fault: null where it is neither so bad that it begins, nor so good that it ends. */
interface Finding {
  way?: Way
  holds: boolean | null
  value: number
}

/**
 * Writes into the journal when something of Jernih itself begins to be wrong, and when it is right again, so that the watch tells people.
 * What an alarm says already is not said again, and what the journal could not take is tried again at the next turn.
 */
export function startSelfWatch(given: {
  measures: Measures
  journal: Pick<Journal, 'append'>
  watch: Pick<Watch, 'standing'>
  sites: Pick<Sites, 'all'>
  clock: Clock
  log: Log
  everyMs?: number
}): Closable {
  const { measures, journal, watch, sites, clock, log, everyMs = usualEveryMs } = given
  const checks: Record<SystemFault, () => Promise<Finding[]>> = {
    'store-lag': async () => [judgeLag(await measures.storeLagSeconds())],
    imbalance: async () => [judgeImbalance(await measures.imbalance())],
    'disk-low': async () => [judgeDisk(await measures.disk())],
    'notification-failing': async () => judgeWays(await measures.isFailing()),
  }

  /** For the people of every site. */
  function isSaid(kind: SystemFault, { way, holds }: Finding): boolean {
    const alarm = { point: stationPoint, parameter: null, kind, way }
    const stands = (site: SiteId) => typeof watch.standing(alarmId({ ...alarm, site }))?.episode === 'string'
    return sites.all().every(({ id }) => stands(id) === holds)
  }

  async function look(fault: SystemFault): Promise<void> {
    try {
      for (const finding of await checks[fault]()) {
        const { holds } = finding
        if (holds === null || isSaid(fault, finding)) continue
        await journal.append({ kind: 'fault', receivedAt: clock.now(), fault, ...finding, holds })
      }
    } catch (error) {
      log.warn({ error, fault }, 'could not look after this; it is tried again')
    }
  }

  let looking = Promise.resolve()
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    looking = Promise.all(SystemFault.options.map(look)).then(() => {
      isBusy = false
    })
  }, everyMs)
  return {
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

function judgeLag(seconds: number): Finding {
  return { holds: seconds > 300 ? true : seconds < 60 ? false : null, value: Math.round(seconds) }
}

function judgeImbalance(readings: number): Finding {
  return { holds: readings !== 0, value: readings }
}

/** Low is below 5 % of a disk, and below 1 GB of a large one. */
function judgeDisk({ free, size }: { free: number; size: number }): Finding {
  const low = Math.min(size * 0.05, 1e9)
  const value = Number(((100 * free) / size).toFixed(1))
  return { holds: free < low ? true : free > low * 1.2 ? false : null, value }
}

/** One alarm stood for all ways before each had its own: that is over as soon as a way has, or all are known to work. */
function judgeWays(isFailing: ReadonlyMap<Way, boolean | null>): Finding[] {
  const known = [...isFailing.values()]
  const ofAll = { holds: known.includes(true) || !known.includes(null) ? false : null, value: 0 }
  return [ofAll, ...[...isFailing].map(([way, holds]) => ({ way, holds, value: Number(holds) }))]
}
