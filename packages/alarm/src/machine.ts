import type { Instant } from '@jernih/domain'
import { alarmOf, change, cleared, counted, episodeId, tell, unchanged } from './episode.ts'
import type { Acknowledging, AlarmEvent, Observation, Passing } from './event.ts'
import { type AlarmRule, worst } from './rule.ts'
import {
  type ActiveEpisode,
  type ActiveState,
  type AlarmState,
  isLatched,
  type PendingState,
  type Stepped,
} from './state.ts'
import { withhold } from './withholding.ts'

/** A violation not yet told is remembered for an hour of silence at least. */
const shortestMemoryMs = 3_600_000

/**
 * One alarm's life: normal → pending (on-delay) → active → back (off-delay) → normal, or, where its rule latches and nobody has
 * acknowledged it, latched until somebody does. Beside that it may be withheld from people. Pure, and in event time only.
 *
 * A limit's condition is pending for as long as its readings, in their mean, are beyond the limit: where the noise of a probe is wide, the
 * water is beyond a limit long before each single reading is. This is a one-sided cumulative sum (Page 1954, Biometrika 41) that begins
 * at the first reading beyond the limit, and decides by the on-delay.
 *
 * A condition stands until it is contradicted, so the first reading at or after the on-delay that still violates proves it,
 * even where the delay is shorter than the time between readings; a single reading never does, unless the delay is zero. After a
 * silence nobody knows whether it stood, and the delay runs anew. Late and repeated readings change nothing. Silence neither
 * begins nor ends an alarm. Nobody can clear one by hand while its condition holds: there is no such event.
 */
export function stepAlarm(rule: AlarmRule, state: AlarmState, event: AlarmEvent): Stepped {
  switch (event.kind) {
    case 'observed':
      return observe(rule, state, event)
    case 'failed':
      return unchanged(countFailed(state, event.at))
    case 'elapsed':
      return elapse(rule, state, event)
    case 'silent':
      return state.status === 'active' ? loseData(state, event) : unchanged(state)
    case 'set-back':
      return unchanged(setBack(state, event.at - 1))
    case 'withdrawn':
      return withdraw(state, event)
    case 'acknowledge':
      return state.status === 'active' ? acknowledge(state, event) : unchanged(state)
    case 'shelve':
    case 'unshelve':
    case 'shelf-time':
    case 'suppress':
    case 'unsuppress':
    case 'out-of-service':
    case 'return-to-service':
      return withhold(state, event)
  }
}

function observe(rule: AlarmRule, state: AlarmState, event: Observation): Stepped {
  const { at, value, flag, believable, condition, excursion } = event
  if (rule.evidence === 'readings' && state.observedAt !== null && at <= state.observedAt) {
    return unchanged(state)
  }
  if (state.status === 'active') {
    return isLatched(state) ? observeLatched(rule, state, event) : observeActive(rule, state, event)
  }
  const { withholding } = state
  const violates = condition === 'violated'
  const before = state.status === 'pending' && !isForgotten(rule, state, at) ? state : null
  const balance = (before?.balance ?? 0) + (excursion ?? 0)
  const isForgiven = !violates && (before === null || excursion === null || balance <= 0)
  if (isForgiven) return unchanged({ status: 'normal', observedAt: at, withholding })
  const pending = before ?? begin(rule, state, event)
  const seen = {
    ...pending,
    observedAt: at,
    peak: worst(rule, pending.peak, value),
    value: violates ? value : pending.value,
    last: value,
    confirmed: pending.confirmed || (violates && believable),
    readings: counted(pending.readings, flag),
    violations: pending.violations + Number(violates),
    balance,
  }
  // One reading alone proves nothing, unless nobody is to wait for a second.
  return seen.violations > 1 || rule.onDelayMs === 0 ? raiseWhenDue(rule, seen, event) : unchanged(seen)
}

function begin(rule: AlarmRule, { withholding }: AlarmState, event: Observation): PendingState {
  return {
    status: 'pending',
    withholding,
    observedAt: event.at,
    failedAt: null,
    id: episodeId(rule.key, event),
    since: event.at,
    ...{ peak: event.value, value: event.value, last: event.value },
    confirmed: false,
    readings: { good: 0, suspect: 0, failed: 0 },
    violations: 0,
    balance: 0,
  }
}

/** Later than silence alone would have it, so that a probe which measures now and then does not escape its alarm. */
function isForgotten({ silentMs }: AlarmRule, { observedAt }: { observedAt: Instant }, at: Instant): boolean {
  return at - observedAt > Math.max(silentMs, shortestMemoryMs)
}

function raiseWhenDue(rule: AlarmRule, pending: PendingState, { at, offset }: AlarmEvent): Stepped {
  if (at - pending.since < rule.onDelayMs) return unchanged(pending)
  const { id, since, observedAt, failedAt, value, last, peak, confirmed, readings, withholding } = pending
  const alarm: ActiveEpisode = {
    status: 'active',
    id,
    ...rule.key,
    priority: rule.priority,
    since,
    raisedAt: at,
    limit: rule.limit,
    value,
    peak,
    last,
    confirmed,
    readings,
    acknowledgement: null,
    dataLostSince: null,
    returnedAt: null,
  }
  const raised = {
    status: 'active',
    withholding,
    observedAt,
    failedAt,
    alarm,
    turningSince: null,
    steps: 0,
  } as const
  return tell(raised, { at, offset, step: 'raised', value })
}

function observeActive(rule: AlarmRule, state: ActiveState, event: Observation): Stepped {
  const { at, offset, value, condition, believable } = event
  let stepped: Stepped<ActiveState> = unchanged(see(rule, state, event))
  const take = (change: Partial<ActiveEpisode>, step: 'data-returned' | 'confirmed') => {
    const { state } = stepped
    const told = tell({ ...state, alarm: { ...state.alarm, ...change } }, { at, offset, step, value })
    stepped = { state: told.state, changes: [...stepped.changes, ...told.changes] }
  }
  if (state.alarm.dataLostSince !== null && event.fresh) take({ dataLostSince: null }, 'data-returned')
  if (condition === 'violated' && believable && !state.alarm.confirmed) take({ confirmed: true }, 'confirmed')

  const next = { ...stepped.state, turningSince: returning(rule, state, event) }
  const ended = believable ? endWhenDue(rule, next, event) : unchanged(next)
  return { state: ended.state, changes: [...stepped.changes, ...ended.changes] }
}

function see(rule: AlarmRule, state: ActiveState, { at, value, flag }: Observation): ActiveState {
  const { alarm } = state
  const peak = worst(rule, alarm.peak, value)
  const readings = counted(alarm.readings, flag)
  return { ...state, observedAt: at, alarm: { ...alarm, last: value, peak, readings } }
}

/** Neither the deadband nor a suspect value begins a return, or interrupts one; silence does. */
function returning(
  { silentMs }: AlarmRule,
  { turningSince, observedAt }: ActiveState,
  { condition, at, believable }: Observation,
): Instant | null {
  if (condition === 'violated') return null
  const since = at - observedAt > silentMs ? null : turningSince
  return condition === 'normal' && believable ? (since ?? at) : since
}

/** The condition has ended: so has the alarm, unless it latches and nobody has acknowledged it. */
function endWhenDue(rule: AlarmRule, state: ActiveState, { at, offset }: AlarmEvent): Stepped {
  if (state.turningSince === null || at - state.turningSince < rule.offDelayMs) return unchanged(state)
  const { alarm } = state
  if (!rule.latches || alarm.acknowledgement) return clear(state, { at, offset, note: null })
  const latched = { ...alarm, returnedAt: at, dataLostSince: null }
  return tell(
    { ...state, alarm: latched, turningSince: null },
    { at, offset, step: 'latched', value: alarm.last },
  )
}

/** A violation makes it active again, after the on-delay: the same episode, since nobody has seen it yet. */
function observeLatched(rule: AlarmRule, state: ActiveState, event: Observation): Stepped {
  const seen = see(rule, state, event)
  if (event.condition !== 'violated') return unchanged({ ...seen, turningSince: null })
  const since = isForgotten(rule, state, event.at) ? null : state.turningSince
  return recurWhenDue(rule, { ...seen, turningSince: since ?? event.at }, event)
}

function recurWhenDue(rule: AlarmRule, state: ActiveState, { at, offset }: AlarmEvent): Stepped {
  if (state.turningSince === null || at - state.turningSince < rule.onDelayMs) return unchanged(state)
  const alarm = { ...state.alarm, returnedAt: null }
  return tell({ ...state, alarm, turningSince: null }, { at, offset, step: 'recurred', value: alarm.last })
}

function countFailed(state: AlarmState, at: Instant): AlarmState {
  if (state.status === 'normal' || at <= Math.max(state.observedAt, state.failedAt ?? at - 1)) return state
  if (state.status === 'pending') return { ...state, failedAt: at, readings: counted(state.readings, 4) }
  return { ...state, failedAt: at, alarm: { ...state.alarm, readings: counted(state.alarm.readings, 4) } }
}

function elapse(rule: AlarmRule, state: AlarmState, event: Passing): Stepped {
  if (rule.evidence === 'readings' || state.status === 'normal') return unchanged(state)
  if (state.status === 'pending') return raiseWhenDue(rule, state, event)
  return isLatched(state) ? recurWhenDue(rule, state, event) : endWhenDue(rule, state, event)
}

/** What latches has ended already. */
function loseData(state: ActiveState, { at, offset, since }: Extract<Passing, { kind: 'silent' }>): Stepped {
  const { alarm } = state
  if (alarm.dataLostSince !== null || isLatched(state)) return unchanged(state)
  const lost = { ...state, alarm: { ...alarm, dataLostSince: since } }
  return tell(lost, { at, offset, step: 'data-lost', value: alarm.last })
}

/** Or whatever came next would be late for as long as the clock had been ahead. */
function setBack(state: AlarmState, latest: Instant): AlarmState {
  if (state.observedAt === null || state.observedAt <= latest) return state
  const before = (at: Instant | null) => (at === null ? null : Math.min(at, latest))
  switch (state.status) {
    case 'normal':
      return { ...state, observedAt: latest }
    case 'pending': {
      const since = Math.min(state.since, latest)
      return { ...state, observedAt: latest, failedAt: before(state.failedAt), since }
    }
    case 'active': {
      const { failedAt, turningSince } = state
      return {
        ...state,
        observedAt: latest,
        failedAt: before(failedAt),
        turningSince: before(turningSince),
      }
    }
  }
}

function withdraw(state: AlarmState, event: Extract<Passing, { kind: 'withdrawn' }>): Stepped {
  if (state.status === 'active') return clear(state, event)
  const { observedAt, withholding } = state
  return unchanged({ status: 'normal', observedAt, withholding })
}

function clear(
  state: ActiveState,
  { at, offset, note }: { at: number; offset: number; note: string | null },
): Stepped {
  const { observedAt, withholding, steps, alarm } = state
  const told = { at, offset, step: 'cleared', value: alarm.last, note } as const
  return {
    state: { status: 'normal', observedAt, withholding },
    changes: [change(cleared(alarmOf(state), at), steps + 1, told)],
  }
}

/** What latches ends with it. */
function acknowledge(state: ActiveState, { at, offset, by, note }: Acknowledging): Stepped {
  const { alarm } = state
  if (alarm.acknowledgement) return unchanged(state)
  const seen = { ...state, alarm: { ...alarm, acknowledgement: { at, by, note } } }
  const told = tell(seen, { at, offset, step: 'acknowledged', by, note })
  if (!isLatched(state)) return told
  const ended = clear(told.state, { at, offset, note: null })
  return { state: ended.state, changes: [...told.changes, ...ended.changes] }
}
