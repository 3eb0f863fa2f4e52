import type { Change } from '@jernih/alarm'
import { alarmLifeState } from '@jernih/alarm'
import { Counter, Gauge, type Registry } from 'prom-client'
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
    for (const { alarm, transition } of changes) transitions.inc({ kind: alarm.kind, step: transition.step })
  }
}
