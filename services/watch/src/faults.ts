import type { AlarmRule } from '@jernih/alarm'
import { alarmName, type SiteId, SystemFault, stationPoint, Way } from '@jernih/domain'
import type { Entry } from '@jernih/journal'
import type { Ledger } from './ledger.ts'
import type { Plan } from './plan.ts'
import { createSlot, presence, type Slot } from './watched.ts'

/** The alarms of Jernih itself by their names, as one site's people have them. */
export type FaultSlots = ReadonlyMap<string, Slot>

/** From where on it is one, in what it is measured; who measures has decided already. */
const bounds: Record<SystemFault, Pick<AlarmRule, 'worse'> & { value: number; unit: string }> = {
  'store-lag': { value: 300, unit: 's', worse: 'higher' },
  imbalance: { value: 0, unit: '', worse: 'farther' },
  'disk-low': { value: 5, unit: '%', worse: 'lower' },
  'notification-failing': { value: 0, unit: '', worse: 'higher' },
}

/** Each fault has its alarm, and each way to people that may fail has its own. */
export function createFaultSlots(site: SiteId): FaultSlots {
  const place = { site, point: stationPoint, parameter: null }
  const ofFaults = SystemFault.options.map((fault) => {
    const { value, unit, worse } = bounds[fault]
    const limit = { value, unit, citation: { source: 'Jernih', verified: true } }
    return createSlot(place, fault, { evidence: 'standing', worse, limit })
  })
  const ofWays = Way.options.map((way) =>
    createSlot({ ...place, way }, 'notification-failing', { evidence: 'standing' }),
  )
  return new Map([...ofFaults, ...ofWays].map((slot) => [alarmName(slot.rule.key), slot]))
}

/** Raises it for every site, or ends it. */
export function takeFault(ledger: Ledger, plan: Plan, entry: Extract<Entry, { kind: 'fault' }>): void {
  const { fault: kind, way, holds, value, receivedAt: at, offset } = entry
  const name = alarmName({ parameter: null, kind, way })
  for (const slots of plan.faults()) {
    const slot = slots.get(name)
    if (!slot || (slot.state.status === 'normal' && !holds)) continue
    const told = presence({ at, offset }, holds ? 'violated' : 'normal')
    // Of a way there is nothing to measure.
    ledger.move(slot, way === undefined ? { ...told, value } : told)
  }
}
