import { alarmOf } from '@jernih/alarm'
import { alarmName } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { createEvaluator } from '../evaluator.ts'
import { createLedger } from '../ledger.ts'
import { pointStanding } from '../marks.ts'
import { createPlan } from '../plan.ts'
import { minute, nine, outlet } from './plant.ts'

/** Evaluates drafts as the journal would number them, and tells the outlet's transitions as `name step @minutes after nine`. */
export function play(drafts: readonly Draft[]) {
  const ledger = createLedger()
  const plan = createPlan(ledger)
  const evaluator = createEvaluator(ledger, plan)
  drafts.forEach((draft, offset) => {
    evaluator.apply({ ...draft, offset })
  })
  const { changes } = ledger.takeTold()
  return {
    changes,
    evaluator,
    standings: (now: number) => Array.from(plan.points(), (point) => pointStanding(point, now)),
    active: [...ledger.active()].map(({ state }) => alarmOf(state)),
    steps: changes
      .filter(({ alarm }) => alarm.point === outlet)
      .map(({ alarm, transition }) => {
        return `${alarmName(alarm)} ${transition.step} @${(transition.at - nine) / minute}`
      }),
  }
}
