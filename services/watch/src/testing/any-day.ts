import type { Flag } from '@jernih/domain'
import type { Draft, Entry } from '@jernih/journal'
import { createEvaluator } from '../evaluator.ts'
import { createLedger } from '../ledger.ts'
import { createPlan } from '../plan.ts'
import {
  act,
  buffered,
  fault,
  inlet,
  link,
  mark,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  status,
  tick,
} from './plant.ts'

/** What people do, some of it more often. */
const acts = (at: number) =>
  [
    'acknowledge',
    'acknowledge',
    'unshelve',
    { shelveUntil: at + 5 },
    'out-of-service',
    'return-to-service',
    'return-to-service',
  ] as const

interface Quality {
  flag: Flag
  tests: string
}

const good: Quality = { flag: 1, tests: '11111' }
const suspect: Quality = { flag: 3, tests: '11131' }
const broken: Quality = { flag: 4, tests: '42221' }
const flat: Quality = { flag: 4, tests: '11141' }

/** 0 to 1, the same sequence for the same seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** An outlet with a rule of each kind. */
const manyRules = {
  discharging: { flowAbove: 0.1 },
  parameters: {
    cod: {
      windows: {
        repeated: { count: 3, of: 6 },
        ...{ mean2Minutes: {}, meanHour: {}, meanDay: { band: { high: 100 } } },
        rate: { risingPerHour: 40, fallingPerHour: 40 },
        load: { kgPerDay: 0.3 },
      },
    },
    ph: { windows: { meanHour: {}, repeated: { count: 2, of: 3 } } },
    flow: {},
  },
}

/**
 * A day in which everything happens: water above and below its limits, suspect and failed readings, flat lines, silences and buffered
 * hours, late ones and repeats, water that flows and that stands, clocks that are wrong, devices that go and come, calibrations and stops that devices and people tell of, changed site files, our own absences with a start after them and without, and people
 * who act on the alarms of that very day.
 */
export function anyDay(seed: number, minutes = 1_440): Draft[] {
  const random = createRandom(seed)
  const chance = (share: number) => random() < share
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const drafts: Draft[] = []
  const ledger = createLedger()
  const evaluator = createEvaluator(ledger, createPlan(ledger))
  const seen: string[] = []
  const add = (draft: Draft) => {
    evaluator.apply({ ...draft, offset: drafts.length } as Entry)
    drafts.push(draft)
    for (const { alarm } of ledger.takeTold().changes) seen.push(alarm.id)
  }

  add(started(0))
  add(siteFile(0, plantSite({ rules: { limit: { latch: true } }, outlet: manyRules })))
  let cod = 120
  let quality: Quality = good
  let silentFor = 0
  let unwritten = 0
  let kept: ({ parameter: 'cod'; value: number; at: number } & Quality)[] = []
  for (let at = 1; at <= minutes; at++) {
    cod = Math.min(260, Math.max(60, cod + (random() - 0.5) * 30))
    if (chance(0.1)) quality = pick([good, good, suspect, suspect, broken, flat]) ?? good
    if (silentFor > 0) {
      silentFor--
      if (kept.length > 0 || chance(0.5)) kept.push({ parameter: 'cod', value: cod, at, ...quality })
    } else {
      if (kept.length > 0) add(buffered(at, kept))
      kept = []
      add(reading('cod', cod, { at, ...quality, received: chance(0.01) ? at - 2 : at }))
      add(reading('flow', Math.sin(at / 25) > -0.5 ? 1 : 0, { at, flag: chance(0.02) ? 4 : 1 }))
      add(reading('ph', 7.5 + Math.sin(at / 40) * 2, { at, ...(quality.flag === 4 ? good : quality) }))
      if (chance(0.9)) add(reading('cod', 900, { at, point: inlet }))
      if (chance(0.05)) add(reading('cod', 900, { at: at - (pick([0, 1, 5, 30]) ?? 0), received: at }))
    }
    if (chance(0.02)) silentFor = Math.floor(random() * 20)
    if (chance(0.02)) add(chance(0.5) ? link(at, chance(0.5), chance(0.5)) : status(at, chance(0.5)))
    if (chance(0.02))
      add(
        state(
          at,
          pick(['running', 'running', 'stopped', 'calibration', 'maintenance'] as const) ?? 'running',
        ),
      )
    if (chance(0.005))
      add(
        siteFile(
          at,
          plantSite({
            rules: { limit: { onDelaySeconds: Math.floor(random() * 300) || 'instant', latch: chance(0.5) } },
            outlet: manyRules,
          }),
        ),
      )
    if (chance(0.003)) add(siteFile(at, plantSite(chance(0.5) ? { outlet: { parameters: { ph: {} } } } : {})))
    const standing = [...ledger.active()].map(({ state }) => state.alarm.id)
    const alarm = pick(chance(0.7) ? standing : seen.slice(-8))
    if (alarm && chance(0.2)) {
      add(act(at, alarm, pick(acts(at)) ?? 'acknowledge'))
    }
    if (at % 200 === 50) add(fault(at, at % 400 === 50))
    if (at % 300 === 70) add(mark(at, at % 600 === 70 ? 'calibration' : 'maintenance', { until: at + 25 }))
    if (at % 300 === 80) add(mark(at, at % 900 === 80 ? 'running' : 'stopped'))
    if (at % 300 === 110) add(mark(at, 'running'))
    if (chance(0.004)) add(started(at))
    if (chance(0.004)) unwritten = 5
    if (unwritten > 0) unwritten--
    else for (const part of [0.25, 0.5, 0.75]) add(tick(at + part))
  }
  return drafts
}
