import { type ActiveState, alarmLifeState, type Change, isWithheld } from '@jernih/alarm'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { staleMs } from './health/question.ts'
import type { Mind } from './restore.ts'

/** Registers the watch's metrics; what is counted elsewhere is read when they are asked for. */
export function measureWatch(
  metrics: Registry,
  mind: Mind,
  lag: () => number,
): (changes: readonly Change[]) => void {
  const registers = [metrics]
  new Gauge({
    name: 'jernih_watch_lag_entries',
    help: 'Entries of the journal that the watch has yet to evaluate',
    registers,
    collect() {
      this.set(lag())
    },
  })
  new Gauge({
    name: 'jernih_alarms_active',
    help: 'Active alarms',
    labelNames: ['kind', 'priority'],
    registers,
    collect() {
      this.reset()
      for (const { state } of mind.ledger.active())
        this.inc({ kind: state.alarm.kind, priority: state.alarm.priority })
    },
  })
  new Gauge({
    name: 'jernih_alarms_withheld',
    help: 'Alarms that are shelved, suppressed by design or out of service, whether or not their condition holds',
    labelNames: ['state'],
    registers,
    collect() {
      this.reset()
      for (const { state } of mind.ledger.withheld()) this.inc({ state: alarmLifeState(state) })
    },
  })
  new Gauge({
    name: 'jernih_alarms_unacknowledged',
    help: 'Active alarms that nobody has acknowledged, without those that are withheld',
    labelNames: ['priority'],
    registers,
    collect() {
      this.reset()
      for (const { state } of mind.ledger.active()) {
        if (!state.alarm.acknowledgement && !isWithheld(state)) this.inc({ priority: state.alarm.priority })
      }
    },
  })
  new Gauge({
    name: 'jernih_alarms_stale',
    help: 'Alarms that have been active for more than a day, without those that are withheld; ISA-18.2 wants fewer than five',
    registers,
    collect() {
      const since = mind.evaluator.clockAt - staleMs
      const stale = ({ state }: { state: ActiveState }) => state.alarm.raisedAt < since && !isWithheld(state)
      this.set([...mind.ledger.active()].filter(stale).length)
    },
  })
  const patience = new Histogram({
    name: 'jernih_alarm_acknowledge_seconds',
    help: 'From the raising of an alarm to its acknowledgement',
    labelNames: ['priority'],
    buckets: [30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 86_400],
    registers,
  })
  new Counter({
    name: 'jernih_watch_late_readings_total',
    help: 'Readings measured before the newest one of their series: stored, and no matter of an alarm',
    registers,
    collect() {
      this.reset()
      this.inc(mind.evaluator.lateReadings)
    },
  })
  const transitions = new Counter({
    name: 'jernih_alarm_transitions_total',
    help: 'Transitions of alarms since this process started',
    labelNames: ['kind', 'step'],
    registers,
  })
  return (changes) => {
    for (const { alarm, transition } of changes) {
      transitions.inc({ kind: alarm.kind, step: transition.step })
      if (transition.step === 'acknowledged') {
        patience.observe({ priority: alarm.priority }, (transition.at - alarm.raisedAt) / 1_000)
      }
    }
  }
}
