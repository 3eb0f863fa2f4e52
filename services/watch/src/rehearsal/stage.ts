import { alarmOf, type Change } from '@jernih/alarm'
import type { Alarm, Instant, JudgedReading, Site } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { createEvaluator } from '../evaluator.ts'
import { createLedger } from '../ledger.ts'
import { createPlan } from '../plan.ts'
import type { WatchedPoint } from '../watched.ts'

/** The watch's own evaluator over readings of the past, with nothing on disk and nobody told but who asked. */
export interface Stage {
  point: WatchedPoint
  /** Readings of one time, later than all before, which count as received then. */
  take(readings: readonly JudgedReading[]): void
  standing(): Iterable<Alarm>
}

/** Begins at `from` with a site of one point, and nothing known of its water. */
export function createStage(
  site: Site,
  from: Instant,
  tell: (change: Change, told: Instant) => void = () => undefined,
): Stage {
  const ledger = createLedger()
  const plan = createPlan(ledger)
  const evaluator = createEvaluator(ledger, plan)
  evaluator.apply({ kind: 'clock', receivedAt: from, offset: 0, event: 'started', sites: [site.id] })
  evaluator.apply({ kind: 'site', receivedAt: from, offset: 0, id: site.id, site })
  const [point] = plan.points()
  if (!point) throw new Error(`${site.id} has no point`)

  function apply(entry: Entry): void {
    evaluator.apply(entry)
    for (const change of ledger.takeTold().changes) {
      tell(change, entry.receivedAt)
      if (change.transition.step === 'latched') acknowledge(change.alarm.id, entry)
    }
  }

  /** Who acknowledged it then would not have been the same: it counts as done at once when the condition has ended. */
  function acknowledge(alarm: string, { receivedAt, offset }: Entry): void {
    apply({ kind: 'act', act: 'acknowledge', alarm, by: 'rehearsal', note: null, receivedAt, offset })
  }

  const message = {
    kind: 'readings',
    site: site.id,
    point: point.point.id,
    timeSource: 'receipt',
    sender: null,
    topic: '',
    payload: new Uint8Array(),
    refusals: [],
  } as const
  let offset = 1
  return {
    point,
    take(readings) {
      apply({ ...message, readings, receivedAt: readings[0]?.at ?? from, offset })
      offset += 1
      ledger.takeUnsaved()
    },
    standing: () => Array.from(ledger.active(), ({ state }) => alarmOf(state)),
  }
}
