import type { Instant } from '@jernih/domain'
import { acted, change, cleared, episodeId } from './episode.ts'
import type { AlarmEvent, Observation, Passing, PersonalAct } from './event.ts'
import { type AlarmRule, worst } from './rule.ts'
import type { ActiveAlarm, ActiveState, AlarmState, Change, PendingState, Stepped } from './state.ts'

/** A violation not yet told is remembered for an hour of silence at least. */
const shortestMemoryMs = 3_600_000

/**
 * One alarm's life: normal → pending (on-delay) → active → back (off-delay) → normal. Pure, and in event time only.
 *
 * A condition stands until it is contradicted, so the first reading at or after the on-delay that still violates proves it,
 * even where the delay is shorter than the time between readings; a single reading never does, unless the delay is zero. After a
 * silence nobody knows whether it stood, and the delay runs anew. Late and repeated readings change nothing. Silence neither
 * begins nor ends an alarm. Nobody can clear one by hand while its condition holds.
 */
export function stepAlarm(rule: AlarmRule, state: AlarmState, event: AlarmEvent): Stepped {
  switch (event.kind) {
    case 'observed':
      return observe(rule, state, event)
    case 'elapsed':
      return elapse(rule, state, event)
    case 'silent':
      return state.status === 'active' ? loseData(state, event) : unchanged(state)
    case 'set-back':
      return unchanged(setBack(state, event.at - 1))
    case 'withdrawn':
      return withdraw(state, event)
    case 'acknowledge':
    case 'shelve':
    case 'unshelve':
      return state.status === 'active' ? takeAct(state, event) : unchanged(state)
  }
}

function observe(rule: AlarmRule, state: AlarmState, event: Observation): Stepped {
  const { at, value, believable, condition } = event
  if (rule.evidence === 'readings' && state.observedAt !== null && at <= state.observedAt) {
    return unchanged(state)
  }
  if (state.status === 'active') return observeActive(rule, state, event)
  if (condition !== 'violated') return { state: { status: 'normal', observedAt: at }, changes: [] }
  const pending: PendingState =
    state.status === 'pending' && !isForgotten(rule, state, at)
      ? state
      : {
          status: 'pending',
          observedAt: at,
          id: episodeId(rule.key, event),
          since: at,
          peak: value,
          last: value,
          confirmed: false,
        }
  const seen = {
    ...pending,
    observedAt: at,
    peak: worst(rule, pending.peak, value),
    last: value,
    confirmed: pending.confirmed || believable,
  }
  return raiseWhenDue(rule, seen, event)
}

/** Later than silence alone would have it, so that a probe which measures now and then does not escape its alarm. */
function isForgotten({ silentMs }: AlarmRule, { observedAt }: PendingState, at: Instant): boolean {
  return at - observedAt > Math.max(silentMs, shortestMemoryMs)
}

function raiseWhenDue(rule: AlarmRule, pending: PendingState, { at, offset }: AlarmEvent): Stepped {
  if (at - pending.since < rule.onDelayMs) return { state: pending, changes: [] }
  const { id, since, observedAt, last, peak, confirmed } = pending
  const alarm: ActiveAlarm = {
    status: 'active',
    id,
    ...rule.key,
    priority: rule.priority,
    since,
    raisedAt: at,
    limit: rule.limit,
    value: last,
    peak,
    last,
    confirmed,
    acknowledgement: null,
    shelving: null,
    dataLostSince: null,
  }
  return {
    state: { status: 'active', observedAt, alarm, returningSince: null, steps: 1 },
    changes: [change(alarm, 1, { at, offset, step: 'raised', value: last })],
  }
}

function observeActive(rule: AlarmRule, state: ActiveState, event: Observation): Stepped {
  const { at, offset, value, condition, believable } = event
  const changes: Change[] = []
  let alarm: ActiveAlarm = { ...state.alarm, last: value, peak: worst(rule, state.alarm.peak, value) }
  const tell = (step: 'data-returned' | 'confirmed') =>
    changes.push(change(alarm, state.steps + changes.length + 1, { at, offset, step, value }))

  if (alarm.dataLostSince !== null && event.fresh) {
    alarm = { ...alarm, dataLostSince: null }
    tell('data-returned')
  }
  if (condition === 'violated' && believable && !alarm.confirmed) {
    alarm = { ...alarm, confirmed: true }
    tell('confirmed')
  }
  const next: ActiveState = {
    status: 'active',
    observedAt: at,
    alarm,
    returningSince: returning(rule, state, event),
    steps: state.steps + changes.length,
  }
  const ended = believable ? clearWhenDue(rule, next, event) : unchanged(next)
  return { state: ended.state, changes: [...changes, ...ended.changes] }
}

/** Neither the deadband nor a suspect value begins a return, or interrupts one; silence does. */
function returning(
  { silentMs }: AlarmRule,
  { returningSince, observedAt }: ActiveState,
  { condition, at, believable }: Observation,
): Instant | null {
  if (condition === 'violated') return null
  const since = at - observedAt > silentMs ? null : returningSince
  return condition === 'normal' && believable ? (since ?? at) : since
}

function clearWhenDue(rule: AlarmRule, state: ActiveState, { at, offset }: AlarmEvent): Stepped {
  if (state.returningSince === null || at - state.returningSince < rule.offDelayMs) return unchanged(state)
  return clear(state, { at, offset, note: null })
}

function elapse(rule: AlarmRule, state: AlarmState, event: Passing): Stepped {
  switch (state.status) {
    case 'normal':
      return unchanged(state)
    case 'pending':
      return rule.evidence === 'standing' ? raiseWhenDue(rule, state, event) : unchanged(state)
    case 'active': {
      const shelving = endShelving(state, event)
      if (rule.evidence === 'readings') return shelving
      const ended = clearWhenDue(rule, shelving.state as ActiveState, event)
      return { state: ended.state, changes: [...shelving.changes, ...ended.changes] }
    }
  }
}

function endShelving(state: ActiveState, { at, offset }: Passing): { state: ActiveState; changes: Change[] } {
  const until = state.alarm.shelving?.until
  if (until === undefined || at < until) return { state, changes: [] }
  const alarm = { ...state.alarm, shelving: null }
  const steps = state.steps + 1
  return {
    state: { ...state, alarm, steps },
    changes: [change(alarm, steps, { at: until, offset, step: 'unshelved' })],
  }
}

function loseData(state: ActiveState, { at, offset, since }: Extract<Passing, { kind: 'silent' }>): Stepped {
  if (state.alarm.dataLostSince !== null) return unchanged(state)
  const alarm = { ...state.alarm, dataLostSince: since }
  const steps = state.steps + 1
  return {
    state: { ...state, alarm, steps },
    changes: [change(alarm, steps, { at, offset, step: 'data-lost', value: alarm.last })],
  }
}

/** Or whatever came next would be late for as long as the clock had been ahead. */
function setBack(state: AlarmState, latest: Instant): AlarmState {
  if (state.observedAt === null || state.observedAt <= latest) return state
  switch (state.status) {
    case 'normal':
      return { ...state, observedAt: latest }
    case 'pending':
      return { ...state, observedAt: latest, since: Math.min(state.since, latest) }
    case 'active': {
      const returningSince = state.returningSince === null ? null : Math.min(state.returningSince, latest)
      return { ...state, observedAt: latest, returningSince }
    }
  }
}

function withdraw(state: AlarmState, event: Extract<Passing, { kind: 'withdrawn' }>): Stepped {
  if (state.status === 'active') return clear(state, event)
  return { state: { status: 'normal', observedAt: state.observedAt }, changes: [] }
}

function clear(
  { alarm, steps, observedAt }: ActiveState,
  { at, offset, note }: { at: number; offset: number; note: string | null },
): Stepped {
  const told = { at, offset, step: 'cleared', value: alarm.last, note } as const
  return {
    state: { status: 'normal', observedAt },
    changes: [change(cleared(alarm, at), steps + 1, told)],
  }
}

function takeAct(state: ActiveState, act: PersonalAct): Stepped {
  const done = acted(state.alarm, act)
  if (!done) return unchanged(state)
  const { at, offset, by, note } = act
  const steps = state.steps + 1
  return {
    state: { ...state, alarm: done.alarm, steps },
    changes: [change(done.alarm, steps, { at, offset, step: done.step, by, note })],
  }
}

function unchanged<S extends AlarmState>(state: S): { state: S; changes: [] } {
  return { state, changes: [] }
}
