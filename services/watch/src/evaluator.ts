import type { PersonalAct } from '@jernih/alarm'
import { alarmIdOf, type Instant, type PointId, type SiteId } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import { takeFault } from './faults.ts'
import type { Ledger } from './ledger.ts'
import { takeMark } from './marks.ts'
import { hear, loseLink, miss, passTime, takeLink, takeState } from './passing.ts'
import type { Plan } from './plan.ts'
import { takeReadings } from './readings.ts'
import { setBack } from './set-back.ts'
import { suppressByDesign } from './suppression.ts'
import { absenceMs, type Moment, never } from './watched.ts'

/** An act on an episode that is not active: over, or never there. */
export interface ActOnHistory {
  alarm: string
  act: PersonalAct
}

/** What the watch makes of the journal: the same alarms from the same entries, whenever it is run. */
export interface Evaluator {
  /** Takes one entry. Answers an act that only history can answer, which the caller looks up. */
  apply(entry: Entry): ActOnHistory | null
  /** When the station was last there again after an absence, by the journal, and the newest entry's time. */
  startedAt: Instant
  clockAt: Instant
  /** Readings that came late since this evaluator began. */
  lateReadings: number
}

type ClockEntry = Extract<Entry, { kind: 'clock' }>
type PointEntry = Extract<Entry, { site: SiteId; point: PointId }>

export function createEvaluator(ledger: Ledger, plan: Plan): Evaluator {
  const evaluator: Evaluator = { apply, startedAt: never, clockAt: never, lateReadings: 0 }

  function apply(entry: Entry): ActOnHistory | null {
    watchClock(entry)
    switch (entry.kind) {
      case 'readings':
      case 'state':
      case 'status':
      case 'link':
      case 'mark':
        takeWord(entry)
        return null
      case 'clock':
        takeTime(entry)
        return null
      case 'site':
        plan.configure(entry.id, entry.site, momentOf(entry))
        return null
      case 'fault':
        takeFault(ledger, plan, entry)
        return null
      case 'act':
        return takeAct(entry)
      case 'rejected':
      case 'lab-sample':
      case 'cloth':
        return null
    }
  }

  /** After an absence or a jump of the clock nobody's silence began before. */
  function watchClock(entry: Entry): void {
    const { receivedAt } = entry
    const before = evaluator.clockAt
    evaluator.clockAt = receivedAt
    if (Math.abs(receivedAt - before) > absenceMs) evaluator.startedAt = receivedAt
    if (before - receivedAt > absenceMs) setBack(ledger, plan, { ...momentOf(entry), before })
  }

  /** What a device says, or the broker of it, or a person. */
  function takeWord(entry: PointEntry): void {
    const point = plan.point(entry.site, entry.point)
    if (point === undefined) return
    const moment = momentOf(entry)
    switch (entry.kind) {
      case 'readings':
        hear(ledger, point, moment)
        suppressByDesign(ledger, point, moment)
        evaluator.lateReadings += takeReadings(ledger, point, entry)
        break
      case 'state':
        hear(ledger, point, moment)
        takeState(ledger, point, entry)
        break
      case 'status':
        if (entry.online) hear(ledger, point, moment)
        else miss(ledger, point, moment)
        break
      case 'link':
        takeLink(ledger, point, entry)
        break
      case 'mark':
        takeMark(ledger, point, entry)
    }
  }

  function takeTime(entry: ClockEntry): void {
    if (entry.event === 'started') {
      evaluator.startedAt = entry.receivedAt
      takeStart(entry)
    }
    passTime(ledger, plan, { ...momentOf(entry), startedAt: evaluator.startedAt })
  }

  function takeStart(entry: Extract<ClockEntry, { event: 'started' }>): void {
    for (const id of [...plan.sites.keys()]) {
      if (!entry.sites.includes(id)) plan.configure(id, null, momentOf(entry))
    }
    for (const point of plan.points()) loseLink(ledger, point, momentOf(entry))
  }

  function takeAct(entry: Extract<Entry, { kind: 'act' }>): ActOnHistory | null {
    const { by, note } = entry
    const who = { ...momentOf(entry), by, note }
    const act: PersonalAct =
      entry.act === 'shelve' ? { ...who, kind: entry.act, until: entry.until } : { ...who, kind: entry.act }
    const slot = act.kind === 'acknowledge' ? ledger.find(entry.alarm) : plan.slot(alarmIdOf(entry.alarm))
    if (!slot) return { alarm: entry.alarm, act }
    ledger.move(slot, act)
    return null
  }

  return evaluator
}

function momentOf({ receivedAt, offset }: Entry): Moment {
  return { at: receivedAt, offset }
}
