import type { PersonalAct } from '@jernih/alarm'
import type { Instant } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import type { Ledger } from './ledger.ts'
import { hear, miss, passTime, takeState } from './passing.ts'
import type { Plan } from './plan.ts'
import { takeReadings } from './readings.ts'
import { type Moment, never } from './watched.ts'

/** An act on an episode that is not active: over, or never there. */
export interface ActOnHistory {
  alarm: string
  act: PersonalAct
}

/** What the watch makes of the journal: the same alarms from the same entries, whenever it is run. */
export interface Evaluator {
  /** Takes one entry. Answers an act that only history can answer, which the caller looks up. */
  apply(entry: Entry): ActOnHistory | null
  /** When the station last came up, by the journal. */
  startedAt: Instant
  /** Readings that came late since this evaluator began. */
  lateReadings: number
}

export function createEvaluator(ledger: Ledger, plan: Plan): Evaluator {
  const evaluator: Evaluator = { apply, startedAt: never, lateReadings: 0 }

  function apply(entry: Entry): ActOnHistory | null {
    switch (entry.kind) {
      case 'readings': {
        const point = plan.point(entry.site, entry.point)
        if (!point) return null
        hear(ledger, point, momentOf(entry))
        evaluator.lateReadings += takeReadings(ledger, point, entry)
        return null
      }
      case 'state': {
        const point = plan.point(entry.site, entry.point)
        if (!point) return null
        hear(ledger, point, momentOf(entry))
        takeState(ledger, point, entry)
        return null
      }
      case 'status': {
        const point = plan.point(entry.site, entry.point)
        if (point) (entry.online ? hear : miss)(ledger, point, momentOf(entry))
        return null
      }
      case 'link': {
        const point = plan.point(entry.site, entry.point)
        if (point) (entry.connected ? hear : miss)(ledger, point, momentOf(entry))
        return null
      }
      case 'clock':
        if (entry.event === 'started') takeStart(entry)
        passTime(ledger, plan, { ...momentOf(entry), startedAt: evaluator.startedAt })
        return null
      case 'site':
        plan.configure(entry.id, entry.site, momentOf(entry))
        return null
      case 'act':
        return takeAct(entry)
      case 'rejected':
        return null
    }
  }

  function takeStart(entry: Extract<Entry, { event: 'started' }>): void {
    evaluator.startedAt = entry.receivedAt
    for (const id of [...plan.sites.keys()]) {
      if (!entry.sites.includes(id)) plan.configure(id, null, momentOf(entry))
    }
  }

  function takeAct(entry: Extract<Entry, { kind: 'act' }>): ActOnHistory | null {
    const { by, note } = entry
    const who = { ...momentOf(entry), by, note }
    const act: PersonalAct =
      entry.act === 'shelve' ? { ...who, kind: entry.act, until: entry.until } : { ...who, kind: entry.act }
    const slot = ledger.find(entry.alarm)
    if (!slot) return { alarm: entry.alarm, act }
    ledger.move(slot, act)
    return null
  }

  return evaluator
}

function momentOf({ receivedAt, offset }: Entry): Moment {
  return { at: receivedAt, offset }
}
