import type { Instant, Transition, Withholding } from '@jernih/domain'
import { tell, unchanged } from './episode.ts'
import type { WithholdingEvent } from './event.ts'
import type { AlarmState, Stepped } from './state.ts'

/**
 * Withholds the alarm from people, or gives it back. The machine goes on beneath, so that the alarm comes back as what it is by then.
 * What changes nothing is no step: who shelves what is out of service, or takes back what is not shelved.
 */
export function withhold(state: AlarmState, event: WithholdingEvent): Stepped {
  const done = withheldBy(state.withholding, event)
  if (!done) return unchanged(state)
  const next = { ...state, withholding: { ...state.withholding, ...done.change } }
  if (next.status !== 'active') return unchanged(next)
  const { by, note } = 'by' in event ? event : { by: null, note: done.note ?? null }
  return tell(next, { at: done.at ?? event.at, offset: event.offset, step: done.step, by, note })
}

interface Done {
  change: Partial<Withholding>
  step: Transition['step']
  /** Where it is not the event's. */
  at?: Instant
  note?: string
}

function withheldBy(
  { shelving, suppression, outOfService }: Withholding,
  event: WithholdingEvent,
): Done | null {
  switch (event.kind) {
    case 'shelve': {
      if (outOfService || event.until <= event.at) return null
      return { change: { shelving: { ...actOf(event), until: event.until } }, step: 'shelved' }
    }
    case 'unshelve':
      return shelving && { change: { shelving: null }, step: 'unshelved' }
    case 'shelf-time':
      if (!shelving || event.at < shelving.until) return null
      return { change: { shelving: null }, step: 'unshelved', at: shelving.until }
    case 'suppress': {
      const { at: since, cause } = event
      if (suppression?.cause === cause) return null
      return { change: { suppression: { since, cause } }, step: 'suppressed', note: cause }
    }
    case 'unsuppress':
      return suppression && { change: { suppression: null }, step: 'unsuppressed', note: suppression.cause }
    case 'out-of-service':
      return outOfService ? null : { change: { outOfService: actOf(event) }, step: 'out-of-service' }
    case 'return-to-service':
      return outOfService && { change: { outOfService: null }, step: 'returned-to-service' }
  }
}

function actOf({ at, by, note }: { at: Instant; by: string; note: string | null }) {
  return { at, by, note }
}
