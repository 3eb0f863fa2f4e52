import { PointId, SiteId } from '@jernih/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AlarmEvent, Observation } from './event.ts'
import { stepAlarm } from './machine.ts'
import { type AlarmRule, assess, type Threshold } from './rule.ts'
import { type AlarmState, type Change, normalState } from './state.ts'

const limit: Threshold = { side: 'high', value: 150, deadband: 3 }

const times = {
  onDelayMs: fc.nat(300_000),
  offDelayMs: fc.nat(300_000),
  silentMs: fc.integer({ min: 300_001, max: 900_000 }),
}
const anyRule = fc.record(times).map(
  (delays): AlarmRule => ({
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
    ...delays,
  }),
)

const anyValue = fc.oneof(fc.constantFrom(147, 148, 150, 151), fc.integer({ min: 100, max: 200 }))
const anyReading = fc.record({
  gap: fc.integer({ min: 1, max: 400_000 }),
  value: anyValue,
  believable: fc.boolean(),
  fresh: fc.boolean(),
})

/** Readings in order of time, each some time after the one before. */
const anyReadings = fc.array(anyReading, { maxLength: 60 }).map((list) => {
  let at = 0
  return list.map(({ gap, value, believable, fresh }, offset): Observation => {
    at += gap
    return observation({ at, offset, value, believable, fresh })
  })
})

/** Readings with silences, people and passing time between them. */
const anyDay = fc.tuple(anyReadings, fc.array(fc.nat(5), { maxLength: 60 })).map(([readings, kinds]) =>
  readings.flatMap((reading, n): AlarmEvent[] => {
    const { at, offset } = reading
    const person = { at, offset, by: 'siti', note: null }
    switch (kinds[n]) {
      case 1:
        return [reading, { kind: 'silent', at, offset, since: at }]
      case 2:
        return [reading, { ...person, kind: 'acknowledge' }]
      case 3:
        return [reading, { ...person, kind: 'shelve', until: at + 100_000 }]
      case 4:
        return [reading, { kind: 'elapsed', at, offset }]
      case 5:
        return [reading, { ...person, kind: 'unshelve' }]
      default:
        return [reading]
    }
  }),
)

function observation(
  given: Pick<Observation, 'at' | 'offset' | 'believable'> & { value: number; fresh?: boolean },
): Observation {
  return { kind: 'observed', index: 0, fresh: true, condition: assess(limit, given.value), ...given }
}

function play(rule: AlarmRule, events: readonly AlarmEvent[], from: AlarmState = normalState) {
  let state = from
  const changes: Change[] = []
  for (const event of events) {
    const stepped = stepAlarm(rule, state, event)
    state = stepped.state
    changes.push(...stepped.changes)
  }
  return { state, changes }
}

it('is never active before the on-delay, and only on readings that all violate', () => {
  fc.assert(
    fc.property(anyRule, anyReadings, (rule, readings) => {
      for (const { alarm, transition } of play(rule, readings).changes) {
        if (transition.step !== 'raised') continue
        expect(alarm.raisedAt - alarm.since).toBeGreaterThanOrEqual(rule.onDelayMs)
        const meanwhile = readings.filter(({ at }) => at >= alarm.since && at <= alarm.raisedAt)
        expect(meanwhile.every(({ condition }) => condition === 'violated')).toBe(true)
      }
    }),
  )
})

it('does not chatter inside the deadband', () => {
  const inside = fc.array(fc.integer({ min: 148, max: 150 }), { maxLength: 40 })
  fc.assert(
    fc.property(anyRule, inside, (rule, values) => {
      const raised = play(rule, [
        observation({ at: 0, offset: 0, value: 151, believable: true }),
        observation({ at: 300_000, offset: 1, value: 151, believable: true }),
      ])
      expect(raised.state.status).toBe('active')
      const hovering = values.map((value, n) =>
        observation({ at: 400_000 + n * 60_000, offset: 2 + n, value, believable: true }),
      )
      expect(play(rule, hovering, raised.state).changes).toEqual([])
    }),
  )
})

it('R5: duplicates and late readings change nothing', () => {
  const strays = fc.array(fc.record({ after: fc.nat(60), of: fc.nat(60), value: anyValue }), {
    maxLength: 30,
  })
  fc.assert(
    fc.property(anyRule, anyReadings, strays, (rule, readings, late) => {
      const disturbed = readings.flatMap((reading, n) => [
        reading,
        ...late
          .filter(({ after }) => after === n)
          .map(({ of, value }) => {
            const copied = readings[Math.min(of, n)] ?? reading
            return observation({ ...copied, value, believable: true })
          }),
      ])
      expect(play(rule, disturbed)).toEqual(play(rule, readings))
    }),
  )
})

it('has no trap: good water for long enough ends any alarm, once', () => {
  fc.assert(
    fc.property(anyRule, anyDay, (rule, day) => {
      const before = play(rule, day)
      const start = (day.at(-1)?.at ?? 0) + 1
      const after = play(
        rule,
        [0, rule.offDelayMs].map((wait, n) =>
          observation({ at: start + wait + n, offset: 1_000 + n, value: 100, believable: true }),
        ),
        before.state,
      )
      expect(after.state.status).toBe('normal')
      const ended = after.changes.filter(({ transition }) => transition.step === 'cleared')
      expect(ended.length).toBe(before.state.status === 'active' ? 1 : 0)
    }),
  )
})

it('R4: numbers its transitions from 1 without gaps, and raises each episode once', () => {
  fc.assert(
    fc.property(anyRule, anyDay, (rule, day) => {
      const { changes } = play(rule, day)
      const ids = changes.map(({ transition }) => transition.id)
      expect(new Set(ids).size).toBe(ids.length)
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
  fc.assert(
    fc.property(anyRule, anyDay, fc.nat(60), (rule, day, stop) => {
      const before = play(rule, day.slice(0, stop))
      const restored: AlarmState = JSON.parse(JSON.stringify(before.state))
      const after = play(rule, day.slice(stop), restored)
      expect([...before.changes, ...after.changes]).toEqual(play(rule, day).changes)
    }),
  )
})
