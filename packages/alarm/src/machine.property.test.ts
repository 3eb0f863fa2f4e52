import { type Alarm, LifeState, PointId, SiteId } from '@jernih/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { actOnCleared } from './episode.ts'
import type { AlarmEvent, Observation } from './event.ts'
import { alarmLifeState } from './life-state.ts'
import { stepAlarm } from './machine.ts'
import { type AlarmRule, assess, excursionOf, type Threshold } from './rule.ts'
import { type AlarmState, type Change, normalState } from './state.ts'

const limit: Threshold = { side: 'high', value: 150, deadband: 3 }

const anyRule = fc
  .record({
    onDelayMs: fc.nat(300_000),
    offDelayMs: fc.nat(300_000),
    silentMs: fc.integer({ min: 300_001, max: 900_000 }),
    latches: fc.boolean(),
  })
  .map(
    (patience): AlarmRule => ({
      key: {
        site: SiteId.parse('plant'),
        point: PointId.parse('outlet'),
        parameter: 'cod',
        kind: 'limit-high',
      },
      priority: 'high',
      limit: { value: 150, unit: 'mg/L', citation: { source: 'test', verified: true } },
      evidence: 'readings',
      worse: 'higher',
      ...patience,
    }),
  )

const anyValue = fc.oneof(fc.constantFrom(147, 148, 150, 151), fc.integer({ min: 100, max: 200 }))
const anyReading = fc.record({
  gap: fc.integer({ min: 1, max: 400_000 }),
  value: anyValue,
  flag: fc.constantFrom(1 as const, 1 as const, 1 as const, 2 as const, 3 as const, 4 as const),
  fresh: fc.boolean(),
})

type Reading = Observation | Extract<AlarmEvent, { kind: 'failed' }>

/** Readings in order of time, each some time after the one before. */
const anyReadings = fc.array(anyReading, { maxLength: 60 }).map((list) => {
  let at = 0
  return list.map(({ gap, value, flag, fresh }, offset): Reading => {
    at += gap
    return flag === 4 ? { kind: 'failed', at, offset } : observation({ at, offset, value, flag, fresh })
  })
})

const happenings = [
  'none',
  'none',
  'silent',
  'elapsed',
  'acknowledge',
  'shelve',
  'unshelve',
  'shelf-time',
  'suppress',
  'unsuppress',
  'out-of-service',
  'return-to-service',
  'withdrawn',
] as const

/** Readings with silences, people, passing time and a point's doings between them. */
const anyDay = fc
  .tuple(anyReadings, fc.array(fc.constantFrom(...happenings), { minLength: 60, maxLength: 60 }))
  .map(([readings, kinds]) =>
    readings.flatMap((reading, n): AlarmEvent[] => {
      const kind = kinds[n] ?? 'none'
      return kind === 'none' ? [reading] : [reading, happening(kind, reading)]
    }),
  )

function happening(
  kind: Exclude<(typeof happenings)[number], 'none'>,
  { at, offset }: { at: number; offset: number },
): AlarmEvent {
  const moment = { at, offset }
  const person = { ...moment, by: 'siti', note: null }
  switch (kind) {
    case 'silent':
      return { ...moment, kind, since: at }
    case 'shelve':
      return { ...person, kind, until: at + 100_000 }
    case 'suppress':
      return { ...moment, kind, cause: 'calibration' }
    case 'withdrawn':
      return { ...moment, kind, note: 'the rule is gone' }
    case 'elapsed':
    case 'shelf-time':
    case 'unsuppress':
      return { ...moment, kind }
    case 'acknowledge':
    case 'unshelve':
    case 'out-of-service':
    case 'return-to-service':
      return { ...person, kind }
  }
}

function observation(
  given: Pick<Observation, 'at' | 'offset'> & { value: number; flag?: 1 | 2 | 3; fresh?: boolean },
): Observation {
  const { flag = 1, fresh = true, value } = given
  const condition = assess(limit, value)
  const excursion = excursionOf(limit, value)
  return { kind: 'observed', index: 0, ...given, flag, fresh, condition, excursion, believable: flag < 3 }
}

interface Played {
  state: AlarmState
  changes: Change[]
  /** Each episode as it stands last. */
  episodes: Map<string, Alarm>
  /** Every state that the alarm or an episode of it was in. */
  seen: Set<LifeState>
}

/** Plays as the watch does: an acknowledgement finds the episodes that are over, too. */
function play(
  rule: AlarmRule,
  events: readonly AlarmEvent[],
  { from, store = (state) => state }: { from?: Played; store?: (state: AlarmState) => AlarmState } = {},
): Played {
  let state = from?.state ?? normalState
  const changes: Change[] = []
  const counts = new Map<string, number>()
  const episodes = new Map(from?.episodes)
  const seen = new Set<LifeState>()
  const take = (change: Change) => {
    changes.push(change)
    episodes.set(change.alarm.id, change.alarm)
    counts.set(change.alarm.id, Number(change.transition.id.split('.').at(-1)))
    seen.add(change.alarm.state)
  }
  for (const [id] of episodes)
    counts.set(id, from?.changes.filter(({ alarm }) => alarm.id === id).length ?? 0)
  for (const event of events) {
    const stepped = stepAlarm(rule, state, event)
    state = store(stepped.state)
    stepped.changes.forEach(take)
    if (event.kind === 'acknowledge') {
      for (const [id, alarm] of episodes) {
        const change = alarm.status === 'cleared' ? actOnCleared(alarm, counts.get(id) ?? 0, event) : null
        if (change) take(change)
      }
    }
    seen.add(alarmLifeState(state))
  }
  return { state, changes, episodes, seen }
}

const isObserved = (reading: AlarmEvent): reading is Observation => reading.kind === 'observed'

/** What is forgiven by the first value that keeps the limit. */
const byEach = (day: readonly AlarmEvent[]) =>
  day.map((event) => (isObserved(event) ? { ...event, excursion: null } : event))

/** Each episode as it was raised, and the readings since its condition began. */
function raisedOf(rule: AlarmRule, day: readonly AlarmEvent[]) {
  return play(rule, day).changes.flatMap(({ alarm, transition }) => {
    if (transition.step !== 'raised') return []
    const meanwhile = day.filter(({ at }) => at >= alarm.since && at <= alarm.raisedAt)
    return [{ alarm, meanwhile: meanwhile.filter(isObserved) }]
  })
}

describe('never too soon', () => {
  it('is never active before the on-delay, nor on one reading of several, and only while they violate in their mean', () => {
    fc.assert(
      fc.property(anyRule, anyDay, (rule, day) => {
        for (const { alarm, meanwhile } of raisedOf(rule, day)) {
          expect(alarm.raisedAt - alarm.since).toBeGreaterThanOrEqual(rule.onDelayMs)
          expect(meanwhile[0]).toMatchObject({ condition: 'violated', at: alarm.since })
          const violating = meanwhile.filter(({ condition }) => condition === 'violated')
          expect(violating.length).toBeGreaterThan(rule.onDelayMs === 0 ? 0 : 1)
          expect(alarm.value).toBe(violating.at(-1)?.value)
          for (let seen = 1; seen <= meanwhile.length; seen++) {
            const excursions = meanwhile.slice(0, seen).map(({ excursion }) => excursion ?? 0)
            expect(excursions.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0)
          }
        }
      }),
    )
  })

  it('only on readings that all violate, where each forgives by itself', () => {
    fc.assert(
      fc.property(anyRule, anyDay.map(byEach), (rule, day) => {
        for (const { alarm, meanwhile } of raisedOf(rule, day)) {
          expect(alarm.raisedAt - alarm.since).toBeGreaterThanOrEqual(rule.onDelayMs)
          expect(meanwhile.every(({ condition }) => condition === 'violated')).toBe(true)
        }
      }),
    )
  })

  it('nor again, once it latches', () => {
    const latched = [151, 151, 100, 100].map((value, n) =>
      observation({ at: (n - 4) * 300_000, offset: n, value }),
    )
    fc.assert(
      fc.property(anyRule, anyDay, (given, day) => {
        const rule = { ...given, latches: true }
        const from = play(rule, latched)
        expect(alarmLifeState(from.state)).toBe('latched')
        for (const { transition } of play(rule, day, { from }).changes) {
          if (transition.step !== 'recurred') continue
          const meanwhile = day.filter(({ at }) => at > transition.at - rule.onDelayMs && at <= transition.at)
          expect(meanwhile.filter(isObserved).every(({ condition }) => condition === 'violated')).toBe(true)
        }
      }),
    )
  })
})

it('is never too late: active once every reading has violated for the on-delay, whatever was before', () => {
  const beyond = fc.array(fc.integer({ min: 151, max: 200 }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(anyRule, anyDay, beyond, fc.boolean(), (rule, day, values, isByEach) => {
      const from = play(rule, isByEach ? byEach(day) : day)
      const start = (day.at(-1)?.at ?? 0) + 1
      const violating = [...values, 151].map((value, n) =>
        observation({ at: start + (n * rule.onDelayMs) / values.length, offset: 100 + n, value }),
      )
      const { state } = play(rule, isByEach ? byEach(violating) : violating, { from })
      expect(state).toMatchObject({ status: 'active', alarm: { returnedAt: null } })
    }),
  )
})

it('does not chatter inside the deadband, whatever was before', () => {
  const inside = fc.array(fc.integer({ min: 148, max: 150 }), { maxLength: 40 })
  fc.assert(
    fc.property(anyRule, anyDay, inside, (rule, day, values) => {
      const from = play(rule, day)
      const start = (day.at(-1)?.at ?? 0) + 1
      const hovering = values.map((value, n) =>
        observation({ at: start + n * 60_000, offset: 100 + n, value }),
      )
      const { changes } = play(rule, hovering, { from })
      const steps = changes.map(({ transition }) => transition.step)
      expect(steps).not.toContain('recurred')
      const ends = steps.filter((step) => step === 'cleared' || step === 'latched')
      expect(ends.length).toBeLessThanOrEqual(1)
      // What violated in its mean before may be told here, once; nothing begins here.
      const raised = changes.filter(({ transition }) => transition.step === 'raised')
      expect(raised.length).toBeLessThanOrEqual(from.state.status === 'pending' ? 1 : 0)
      expect(raised.every(({ alarm }) => alarm.since < start)).toBe(true)
      const each = play(rule, byEach(hovering), { from }).changes.map(({ transition }) => transition.step)
      expect(each).not.toContain('raised')
    }),
  )
})

it('R5: duplicates and late readings change nothing', () => {
  const strays = fc.array(fc.record({ after: fc.nat(60), of: fc.nat(3), value: anyValue }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(anyRule, anyDay, strays, (rule, day, late) => {
      const readings = day.filter((event) => isObserved(event) || event.kind === 'failed')
      const disturbed = day.flatMap((event, n) => [
        event,
        ...late
          .filter(({ after }) => after === n)
          .flatMap(({ of, value }): AlarmEvent[] => {
            const copied = readings.filter(({ at }) => at <= event.at).at(-1 - of)
            if (!copied) return []
            return [isObserved(copied) ? observation({ ...copied, value, flag: 1 }) : copied]
          }),
      ])
      expect(play(rule, disturbed)).toEqual(play(rule, day))
    }),
    { numRuns: 500 },
  )
})

it('counts each reading of an episode once, by its quality', () => {
  fc.assert(
    fc.property(anyRule, anyDay, (rule, day) => {
      for (const { alarm, transition } of play(rule, day).changes) {
        if (!['raised', 'latched', 'recurred', 'confirmed'].includes(transition.step)) continue
        const { since } = alarm
        const counted = day.filter(({ at }) => at >= since && at <= transition.at)
        const flagged = (...flags: number[]) =>
          counted.filter(isObserved).filter(({ flag }) => flag !== null && flags.includes(flag)).length
        expect(transition.after?.readings).toEqual({
          good: flagged(1, 2),
          suspect: flagged(3),
          failed: counted.filter(({ kind }) => kind === 'failed').length,
        })
        expect(transition.after?.durationMs).toBe(transition.at - since)
      }
    }),
  )
})

const sampled = () =>
  fc.sample(fc.tuple(anyRule, anyDay), { numRuns: 400, seed: 18_2 }).map(([rule, day]) => ({ rule, day }))

it('reaches every state of ISA-18.2', () => {
  const reached = sampled().reduce((all, { rule, day }) => all.union(play(rule, day).seen), new Set())
  expect(reached).toEqual(new Set(LifeState.options))
})

it('has no trap: from every state good water, an acknowledgement and a return to service lead to normal', () => {
  const left = new Set<LifeState>()
  const check = (rule: AlarmRule, day: readonly AlarmEvent[]) => {
    const from = play(rule, day)
    for (const { state } of from.episodes.values()) left.add(state)
    left.add(alarmLifeState(from.state))
    const start = (day.at(-1)?.at ?? 0) + 1
    const good = [0, rule.offDelayMs + 1].map((wait, n) =>
      observation({ at: start + wait, offset: 1_000 + n, value: 100 }),
    )
    const last = { at: start + rule.offDelayMs + 2, offset: 1_002 }
    const returns = (['unshelve', 'unsuppress', 'return-to-service', 'acknowledge'] as const).map((kind) =>
      happening(kind, last),
    )
    const after = play(rule, [...good, ...returns], { from })
    expect(alarmLifeState(after.state)).toBe('normal')
    for (const { status, state } of after.episodes.values()) {
      expect({ status, state }).toEqual({ status: 'cleared', state: 'normal' })
    }
  }
  fc.assert(fc.property(anyRule, anyDay, check))
  for (const { rule, day } of sampled()) check(rule, day)
  expect(left).toEqual(new Set(LifeState.options))
})

it('nobody ends an alarm by hand while its condition holds', () => {
  const personal = fc.array(
    fc.constantFrom('acknowledge', 'shelve', 'unshelve', 'out-of-service', 'return-to-service', 'shelf-time'),
    { maxLength: 20 },
  )
  fc.assert(
    fc.property(anyRule, personal, (rule, kinds) => {
      const violated = [0, 300_000].map((at, offset) => observation({ at, offset, value: 151 }))
      const from = play(rule, violated)
      const acts = kinds.map((kind, n) =>
        happening(kind as 'acknowledge', { at: 400_000 + n, offset: 2 + n }),
      )
      const after = play(rule, acts, { from })
      expect(after.state).toMatchObject({ status: 'active', alarm: { returnedAt: null } })
    }),
  )
})

it('R4: numbers its transitions from 1 without gaps, and raises each episode once', () => {
  fc.assert(
    fc.property(anyRule, anyDay, (rule, day) => {
      const { changes } = play(rule, day)
      const episodes = Map.groupBy(changes, ({ alarm }) => alarm.id)
      for (const [id, steps] of episodes) {
        expect(steps.map(({ transition }) => transition.id)).toEqual(steps.map((_, n) => `${id}.${n + 1}`))
        expect(steps.filter(({ transition }) => transition.step === 'raised')).toHaveLength(1)
        expect(steps[0]?.transition.step).toBe('raised')
      }
    }),
  )
})

it('R4: survives being written down between any two events', () => {
  const store = (state: AlarmState): AlarmState => JSON.parse(JSON.stringify(state))
  fc.assert(
    fc.property(anyRule, anyDay, (rule, day) => {
      expect(play(rule, day, { store })).toEqual(play(rule, day))
    }),
  )
})
