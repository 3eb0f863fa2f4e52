import { PointId, SiteId } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { actOnCleared } from './episode.ts'
import type { AlarmEvent, Observation } from './event.ts'
import { stepAlarm } from './machine.ts'
import { type AlarmRule, assess, excursionOf, type Threshold } from './rule.ts'
import { type AlarmState, type Change, type ClearedAlarm, normalState } from './state.ts'

const minute = 60_000

const rule: AlarmRule = {
  key: { site: SiteId.parse('plant'), point: PointId.parse('outlet'), parameter: 'cod', kind: 'limit-high' },
  priority: 'high',
  limit: { value: 150, unit: 'mg/L', citation: { source: 'test', verified: true } },
  evidence: 'readings',
  silentMs: 15 * minute,
  worse: 'higher',
  onDelayMs: minute,
  offDelayMs: 2 * minute,
  latches: false,
}
const limit: Threshold = { side: 'high', value: 150, deadband: 3 }

/** Plays one value a minute, the first at minute 0; `suspect` ones are not believable. */
function values(list: readonly (number | { suspect: number })[], every = minute): AlarmEvent[] {
  return list.map((given, n) => {
    const value = typeof given === 'number' ? given : given.suspect
    return {
      kind: 'observed',
      at: n * every,
      offset: n,
      index: 0,
      condition: assess(limit, value),
      value,
      flag: typeof given === 'number' ? 1 : 3,
      excursion: excursionOf(limit, value),
      believable: typeof given === 'number',
      fresh: true,
    }
  })
}

function play(events: readonly AlarmEvent[], from: AlarmState = normalState, by: AlarmRule = rule) {
  let state = from
  const changes: Change[] = []
  for (const event of events) {
    const stepped = stepAlarm(by, state, event)
    state = stepped.state
    changes.push(...stepped.changes)
  }
  return { state, changes, steps: changes.map(({ transition }) => transition.step) }
}

it.each([
  { story: 'a value on the limit keeps it', list: [150, 150, 150], ends: 'normal', steps: [] },
  { story: 'waits before it fires', list: [151], ends: 'pending', steps: [] },
  { story: 'fires after the on-delay', list: [151, 152], ends: 'active', steps: ['raised'] },
  { story: 'forgives a short excursion', list: [151, 149, 151], ends: 'pending', steps: [] },
  { story: 'stays in the deadband', list: [151, 151, 149, 149, 149], ends: 'active', steps: ['raised'] },
  { story: 'waits before it ends', list: [151, 151, 140, 140], ends: 'active', steps: ['raised'] },
  { story: 'ends', list: [151, 151, 140, 140, 140], ends: 'normal', steps: ['raised', 'cleared'] },
  {
    story: 'starts its return anew',
    list: [151, 151, 140, 151, 140, 140],
    ends: 'active',
    steps: ['raised'],
  },
  {
    story: 'returns through the deadband',
    list: [151, 151, 140, 149, 149],
    ends: 'normal',
    steps: ['raised', 'cleared'],
  },
])('$story', ({ list, ends, steps }) => {
  const played = play(values(list))
  expect(played.state.status).toBe(ends)
  expect(played.steps).toEqual(steps)
})

describe('where the noise of a probe is wider than its distance from the limit', () => {
  const patient = { ...rule, onDelayMs: 3 * minute }
  it.each([
    { story: 'goes on over a reading inside, by the mean', list: [155, 148, 149, 152], raised: 152 },
    { story: 'is told with its newest value beyond', list: [155, 151, 148, 149], raised: 151 },
    { story: 'is forgiven by a mean that keeps the limit', list: [155, 147, 147, 155], raised: null },
    { story: 'begins anew after that', list: [155, 145, 151, 151, 151, 151], raised: 151 },
    { story: 'takes no peak for a violation', list: [400, 140, 140, 140, 140], raised: null },
    { story: 'is over with a value too far inside for noise', list: [400, 400, 400, 120], raised: null },
    { story: 'nor one reading alone', list: [165, 149, 149, 149, 149], raised: null },
  ])('$story', ({ list, raised }) => {
    expect(play(values(list), normalState, patient).changes[0]?.alarm.value ?? null).toBe(raised)
  })

  it('forgives by the first value inside where only each by itself counts', () => {
    const events = values([155, 148, 149, 152]).map((event) => ({ ...event, excursion: null }))
    expect(play(events as AlarmEvent[], normalState, patient).state).toMatchObject({
      status: 'pending',
      since: 3 * minute,
    })
  })
})

it('is proved by the next reading where readings are farther apart than the on-delay', () => {
  const events = values([151, 151], 5 * minute)
  expect(play(events.slice(0, 1)).state.status).toBe('pending')
  expect(play(events).changes[0]?.alarm).toMatchObject({ since: 0, raisedAt: 5 * minute })
})

it('does not fire on one reading however much time passes, unless its delay is zero', () => {
  const events: AlarmEvent[] = [...values([151]), { kind: 'elapsed', at: 60 * minute, offset: 1 }]
  expect(play(events).state.status).toBe('pending')
  expect(play(values([151]), normalState, { ...rule, onDelayMs: 0 }).state.status).toBe('active')
})

it('tells what stands by itself once its delay has passed, and no sooner', () => {
  const told = { ...rule, evidence: 'standing' } as const
  const pending = play(values([151]), normalState, told).state
  expect(play([{ kind: 'elapsed', at: minute - 1, offset: 1 }], pending, told).state.status).toBe('pending')
  expect(play([{ kind: 'elapsed', at: minute, offset: 1 }], pending, told).steps).toEqual(['raised'])
})

it('remembers the worst and the last value, and what passed which limit', () => {
  const { changes } = play(values([151, 190, 240, 160, 140, 140, 140]))
  expect(changes.at(-1)?.alarm).toMatchObject({
    id: 'plant.outlet.cod-limit-high.0',
    value: 190,
    peak: 240,
    last: 140,
    raisedAt: minute,
    clearedAt: 6 * minute,
    limit: { value: 150 },
  })
  expect(changes.map(({ transition }) => transition.id)).toEqual([
    'plant.outlet.cod-limit-high.0.1',
    'plant.outlet.cod-limit-high.0.2',
  ])
})

describe('suspect readings', () => {
  it('count, and leave the alarm unconfirmed until a good one confirms it', () => {
    const suspects = [{ suspect: 300 }, { suspect: 300 }, { suspect: 300 }]
    expect(play(values(suspects)).changes[0]?.alarm).toMatchObject({ status: 'active', confirmed: false })
    expect(play(values([...suspects, 300, 300])).steps).toEqual(['raised', 'confirmed'])
  })

  it('are confirmed by a good reading of the time before the alarm, too', () => {
    expect(play(values([300, { suspect: 300 }])).changes[0]?.alarm.confirmed).toBe(true)
  })
})

describe('a suspect value that keeps the limit', () => {
  const ending = (list: Parameters<typeof values>[0]) => play(values([151, 151, ...list]))

  it('ends nothing: an unplugged probe that reads 0 is no clean water', () => {
    expect(ending(Array(10).fill({ suspect: 0 })).steps).toEqual(['raised'])
  })

  it('does not complete a return either, and does not break one off', () => {
    expect(ending([140, { suspect: 0 }, { suspect: 0 }, { suspect: 0 }]).steps).toEqual(['raised'])
    expect(ending([140, { suspect: 0 }, 140]).steps).toEqual(['raised', 'cleared'])
  })
})

describe('silence', () => {
  const { state } = play(values([151, 151]))
  const lost: AlarmEvent = { kind: 'silent', at: 10 * minute, offset: 9, since: minute }

  it('keeps a violation open, and says so once', () => {
    const silent = play([lost, { ...lost, at: 11 * minute }], state)
    expect(silent.steps).toEqual(['data-lost'])
    expect(silent.changes[0]?.alarm).toMatchObject({ status: 'active', dataLostSince: minute })
  })

  const at = (time: number, value: number): AlarmEvent => ({
    ...(values([value])[0] as Observation),
    at: time,
  })

  it('makes a return begin anew', () => {
    expect(play([at(2 * minute, 140), at(18 * minute, 140)], state).steps).toEqual([])
    expect(play([at(2 * minute, 140), at(17 * minute, 140)], state).steps).toEqual(['cleared'])
  })

  it('makes a violation that is not told yet begin anew, after an hour at the soonest', () => {
    const [first] = values([151])
    const raised = (...times: number[]) =>
      play([first as AlarmEvent, ...times.map((time) => at(time, 200))]).changes.map(({ alarm }) => alarm)
    expect(raised(60 * minute)).toMatchObject([{ since: 0, raisedAt: 60 * minute }])
    expect(raised(61 * minute)).toEqual([])
    expect(raised(61 * minute, 62 * minute)).toMatchObject([{ since: 61 * minute, raisedAt: 62 * minute }])
  })

  it('keeps the mark while what comes is old', () => {
    const old = values([200, 200, 200]).map((event) => ({ ...event, fresh: false }))
    expect(play([lost, ...old], state).steps).toEqual(['data-lost'])
  })

  it('takes the mark away when data are back, and goes on from them', () => {
    const back = values([140, 140, 140, 140, 140])
    const played = play([lost, ...back], state)
    expect(played.steps).toEqual(['data-lost', 'data-returned', 'cleared'])
  })

  it('does not touch what is not active', () => {
    expect(play([lost], play(values([151])).state).state.status).toBe('pending')
    expect(play([lost]).state.status).toBe('normal')
  })
})

describe('what people do', () => {
  const { state } = play(values([151, 151]))
  const act = { at: 5 * minute, offset: 7, by: 'siti', note: 'checking the dosing pump' }

  it('acknowledges once; the alarm stands as before', () => {
    const played = play(
      [
        { ...act, kind: 'acknowledge' },
        { ...act, kind: 'acknowledge', by: 'budi' },
      ],
      state,
    )
    expect(played.changes).toMatchObject([
      {
        alarm: { status: 'active', acknowledgement: { by: 'siti' } },
        transition: { step: 'acknowledged', by: 'siti' },
      },
    ])
  })

  it('shelves until a time, which ends it by itself', () => {
    const shelve: AlarmEvent = { ...act, kind: 'shelve', until: 15 * minute }
    const early: AlarmEvent = { kind: 'shelf-time', at: 15 * minute - 1, offset: 8 }
    expect(play([shelve, early], state).steps).toEqual(['shelved'])
    const ended = play([shelve, { ...early, at: 17 * minute }], state)
    expect(ended.changes.at(-1)).toMatchObject({
      alarm: { shelving: null, status: 'active' },
      transition: { step: 'unshelved', at: 15 * minute, by: null },
    })
  })

  it('unshelves what is shelved, and refuses to shelve into the past', () => {
    const shelve: AlarmEvent = { ...act, kind: 'shelve', until: 15 * minute }
    expect(play([shelve, { ...act, kind: 'unshelve' }], state).steps).toEqual(['shelved', 'unshelved'])
    expect(
      play(
        [
          { ...act, kind: 'unshelve' },
          { ...shelve, until: act.at },
        ],
        state,
      ).steps,
    ).toEqual([])
  })

  it('acknowledges an episode that is over, once', () => {
    const over = play(values([151, 151, 140, 140, 140])).changes.at(-1)?.alarm as ClearedAlarm
    const done = actOnCleared(over, 2, { ...act, kind: 'acknowledge' })
    expect(done).toMatchObject({
      alarm: { status: 'cleared', acknowledgement: { by: 'siti' } },
      transition: { id: `${over.id}.3` },
    })
    expect(actOnCleared(done?.alarm as ClearedAlarm, 3, { ...act, kind: 'acknowledge' })).toBeNull()
    expect(actOnCleared(over, 2, { ...act, kind: 'unshelve' })).toBeNull()
  })
})

it('ends with a note when its rule no longer applies', () => {
  const { state } = play(values([151, 151]))
  const withdrawn: AlarmEvent = { kind: 'withdrawn', at: 9 * minute, offset: 9, note: 'rule removed' }
  expect(play([withdrawn], state).changes).toMatchObject([
    {
      alarm: { status: 'cleared', clearedAt: 9 * minute },
      transition: { step: 'cleared', note: 'rule removed' },
    },
  ])
  expect(play([withdrawn], play(values([151])).state).state.status).toBe('normal')
})

describe('a clock that was set back', () => {
  const setBack: AlarmEvent = { kind: 'set-back', at: -300 * minute, offset: 9 }
  const later = (value: number, at: number) => values([value]).map((event) => ({ ...event, at }))

  it('leaves an alarm as it was told, and lets the next reading end it', () => {
    const active = play(values([151, 151])).state
    expect(play([setBack], active).changes).toEqual([])
    const calm = [-299, -298, -297].flatMap((at) => later(140, at * minute))
    expect(play([setBack, ...calm], active).changes).toMatchObject([{ transition: { step: 'cleared' } }])
  })

  it('lets a violation not told yet become an alarm at the next reading that shows it', () => {
    const pending = play(values([151])).state
    const violated = [-299, -298].flatMap((at) => later(151, at * minute))
    expect(play([setBack, ...violated], pending).changes).toMatchObject([{ transition: { step: 'raised' } }])
  })

  it('changes nothing that was seen before the time to which it was set', () => {
    const { state } = play(values([151, 151]))
    expect(play([{ ...setBack, at: 300 * minute }], state).state).toBe(state)
  })
})
