import type { AlarmRule } from '@jernih/alarm'
import { type SiteId, SystemFault, stationPoint } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import type { Ledger } from './ledger.ts'
import type { Plan } from './plan.ts'
import { createSlot, presence, type Slot } from './watched.ts'

/** The alarms of Jernih itself, as one site's people have them. */
export type FaultSlots = Map<SystemFault, Slot>

/** From where on it is one, in what it is measured; who measures has decided already. */
const bounds: Record<SystemFault, Pick<AlarmRule, 'worse'> & { value: number; unit: string }> = {
  'store-lag': { value: 300, unit: 's', worse: 'higher' },
  imbalance: { value: 0, unit: '', worse: 'farther' },
  'disk-low': { value: 5, unit: '%', worse: 'lower' },
  'notification-failing': { value: 0, unit: '', worse: 'higher' },
}

export function createFaultSlots(site: SiteId): FaultSlots {
  const place = { site, point: stationPoint, parameter: null }
  return new Map(
    SystemFault.options.map((fault) => {
      const { value, unit, worse } = bounds[fault]
      const limit = { value, unit, citation: { source: 'Jernih', verified: true } }
      return [fault, createSlot(place, fault, { evidence: 'standing', worse, limit })]
    }),
  )
}

/** Raises it for every site, or ends it. */
export function takeFault(ledger: Ledger, plan: Plan, entry: Extract<Entry, { kind: 'fault' }>): void {
  const { fault, holds, value, receivedAt: at, offset } = entry
  for (const slots of plan.faults()) {
    const slot = slots.get(fault)
    if (!slot || (slot.state.status === 'normal' && !holds)) continue
    ledger.move(slot, { ...presence({ at, offset }, holds ? 'violated' : 'normal'), value })
  }
}
