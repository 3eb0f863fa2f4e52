import type { Change } from '@jernih/alarm'
import type { Entry } from '@jernih/journal'
import { createEvaluator } from './evaluator.ts'
import { createLedger } from './ledger.ts'
import { createPlan } from './plan.ts'

/** What the watch would tell of entries, with nothing on disk and nobody told. */
export interface DryWatch {
  /** Takes the next entries, and answers what they change. Acts on episodes that are over change nothing. */
  take(entries: readonly Entry[]): readonly Change[]
}

/** Begins as at the beginning of a journal. */
export function createDryWatch(): DryWatch {
  const ledger = createLedger()
  const evaluator = createEvaluator(ledger, createPlan(ledger))
  return {
    take(entries) {
      for (const entry of entries) evaluator.apply(entry)
      ledger.takeUnsaved()
      return ledger.takeTold().changes
    },
  }
}
