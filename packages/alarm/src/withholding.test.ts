import { PointId, SiteId } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { actOnCleared } from './episode.ts'
import type { AlarmEvent } from './event.ts'
import { alarmLifeState } from './life-state.ts'
import { stepAlarm } from './machine.ts'
import { type AlarmRule, assess } from './rule.ts'
import { type AlarmState, type Change, type ClearedAlarm, normalState } from './state.ts'

const minute = 60_000

const rule: AlarmRule = {
  key: { site: SiteId.parse('plant'), point: PointId.parse('outlet'), parameter: 'cod', kind: 'limit-high' },
  priority: 'high',
  limit: null,
  evidence: 'readings',
  silentMs: 15 * minute,
  worse: 'higher',
  onDelayMs: minute,
  offDelayMs: minute,
  latches: false,
}
const latching = { ...rule, latches: true }

/** One value a minute; a word is what happens then instead: of a person, or of the point. */
function play(by: AlarmRule, story: readonly (number | 'failed' | Word)[]) {
  let state: AlarmState = normalState
  const changes: Change[] = []
  const states: string[] = []
  story.forEach((told, n) => {
    const stepped = stepAlarm(by, state, eventOf(told, { at: n * minute, offset: n }))
    state = stepped.state
    changes.push(...stepped.changes)
    states.push(alarmLifeState(state))
  })
  return { state, changes, states, steps: changes.map(({ transition }) => transition.step) }
}

type Word =
  | 'acknowledge'
  | 'shelve'
  | 'unshelve'
  | 'shelf-time'
  | 'calibrate'
  | 'run'
  | 'out-of-service'
  | 'return-to-service'

function eventOf(told: number | 'failed' | Word, moment: { at: number; offset: number }): AlarmEvent {
  const person = { ...moment, by: 'siti', note: 'pump' }
  switch (told) {
    case 'failed':
    case 'shelf-time':
      return { ...moment, kind: told }
    case 'calibrate':
      return { ...moment, kind: 'suppress', cause: 'calibration' }
    case 'run':
      return { ...moment, kind: 'unsuppress' }
    case 'shelve':
      return { ...person, kind: told, until: moment.at + 3 * minute }
    case 'acknowledge':
    case 'unshelve':
    case 'out-of-service':
    case 'return-to-service':
      return { ...person, kind: told }
    default: {
      const condition = assess({ side: 'high', value: 150, deadband: 3 }, told)
      return {
        ...{ kind: 'observed', ...moment, index: 0, condition, value: told },
        ...{ flag: 1, excursion: null, believable: true, fresh: true },
      }
    }
  }
}

describe('an alarm that latches', () => {
  it('stays after its condition has ended, until somebody acknowledges it', () => {
    const { states, changes } = play(latching, [160, 170, 100, 100, 100, 'acknowledge'])
    expect(states.slice(1)).toEqual([
      'unacknowledged-active',
      'unacknowledged-active',
      'latched',
      'latched',
      'normal',
    ])
    expect(changes.map(({ transition }) => transition.step)).toEqual([
      'raised',
      'latched',
      'acknowledged',
      'cleared',
    ])
    expect(changes[1]?.alarm).toMatchObject({ status: 'active', returnedAt: 3 * minute })
    expect(changes[3]?.alarm).toMatchObject({ clearedAt: 5 * minute, acknowledgement: { by: 'siti' } })
  })

  it('ends like any other where it is acknowledged already', () => {
    expect(play(latching, [160, 160, 'acknowledge', 100, 100]).steps).toEqual([
      'raised',
      'acknowledged',
      'cleared',
    ])
  })

  it('is the same episode again where the violation comes back for the on-delay, and not sooner', () => {
    const story = [160, 160, 100, 100, 160] as const
    expect(play(latching, [...story, 100, 160]).states.at(-1)).toBe('latched')
    const { states, changes } = play(latching, [...story, 180])
    expect(states.at(-1)).toBe('unacknowledged-active')
    expect(changes.at(-1)).toMatchObject({
      alarm: { id: 'plant.outlet.cod-limit-high.0', peak: 180, returnedAt: null },
      transition: { step: 'recurred' },
    })
  })
})

it('a violation that latches forgets after an hour of silence, as any that is not told yet', () => {
  const latched = play(latching, [160, 160, 100, 100, 160]).state
  const again = (at: number) => stepAlarm(latching, latched, eventOf(160, { at: at * minute, offset: 9 }))
  expect(again(64).changes).toMatchObject([{ transition: { step: 'recurred' } }])
  expect(again(65).changes).toEqual([])
})

describe('an alarm that is withheld', () => {
  it.each([
    { story: ['shelve', 160, 160], ends: 'shelved' },
    { story: ['shelve', 160, 160, 'unshelve'], ends: 'unacknowledged-active' },
    { story: ['shelve', 160, 160, 'shelf-time'], ends: 'unacknowledged-active' },
    { story: ['shelve', 'shelf-time', 'shelf-time', 'shelf-time'], ends: 'normal' },
    { story: ['shelve', 'out-of-service', 'unshelve'], ends: 'out-of-service' },
    { story: ['out-of-service', 160, 160, 100, 100], ends: 'out-of-service' },
    { story: ['out-of-service', 'shelf-time', 'run', 'unshelve'], ends: 'out-of-service' },
    { story: ['out-of-service', 160, 160, 'return-to-service'], ends: 'unacknowledged-active' },
    { story: ['out-of-service', 'shelve', 'return-to-service'], ends: 'normal' },
    { story: [160, 160, 'calibrate', 'shelve'], ends: 'suppressed-by-design' },
    { story: [160, 160, 'acknowledge', 'calibrate', 'run'], ends: 'acknowledged-active' },
  ] as const)('$story: $ends', ({ story, ends }) => expect(play(rule, story).states.at(-1)).toBe(ends))

  it('goes on beneath: its episodes are on record, and those that ended meanwhile want nobody', () => {
    const { changes, state } = play(rule, ['out-of-service', 160, 160, 100, 100, 'return-to-service'])
    expect(changes).toMatchObject([
      { alarm: { state: 'out-of-service', outOfService: { by: 'siti', note: 'pump' } } },
      { alarm: { status: 'cleared', state: 'normal', outOfService: { by: 'siti' } } },
    ])
    expect(alarmLifeState(state)).toBe('normal')
  })

  it('tells who did it and why, and of which doing of the point it was', () => {
    const { changes } = play(rule, [160, 160, 'out-of-service', 'return-to-service', 'calibrate', 'run'])
    expect(changes.slice(1).map(({ transition: { step, by, note } }) => [step, by, note])).toEqual([
      ['out-of-service', 'siti', 'pump'],
      ['returned-to-service', 'siti', 'pump'],
      ['suppressed', null, 'calibration'],
      ['unsuppressed', null, 'calibration'],
    ])
  })
})

it('a returned episode stays unacknowledged until somebody has seen it', () => {
  const over = play(rule, [160, 160, 100, 100]).changes.at(-1)?.alarm as ClearedAlarm
  expect(over.state).toBe('returned-unacknowledged')
  const seen = actOnCleared(over, 2, { kind: 'acknowledge', at: 9, offset: 9, by: 'siti', note: null })
  expect(seen?.alarm.state).toBe('normal')
})

it('tells at each transition the peak, the duration, and how many readings of which quality', () => {
  const { changes } = play(rule, [160, 'failed', 170, 'failed', 'failed', 100, 100])
  expect(changes.map(({ transition }) => transition.after)).toEqual([
    {
      state: 'unacknowledged-active',
      peak: 170,
      durationMs: 2 * minute,
      readings: { good: 2, suspect: 0, failed: 1 },
    },
    {
      state: 'returned-unacknowledged',
      peak: 170,
      durationMs: 6 * minute,
      readings: { good: 4, suspect: 0, failed: 3 },
    },
  ])
})
