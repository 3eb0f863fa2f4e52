import type { Transition } from '@jernih/domain'
import { createRandom, type StoryName, storyNames } from '@jernih/ipal'
import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { createDryWatch } from '@jernih/watch'
import { describe, expect, it } from 'vitest'
import { alarmsAfter } from '../journeys/alarms-after.ts'
import { freshDirectory } from '../journeys/simulated-journal.ts'
import { type Plan, quietPlan, storyPlans } from './plans.ts'
import { playDays, playPlan } from './play-plan.ts'
import { type Asked, isLimit, limitOf, nameOf, score } from './score.ts'
import { missedOf, tally } from './tally.ts'

const log = createLog('silent')
const dayMs = 86_400_000
/** Monday 2 November 2026 at midnight in Mojokerto, and so many days. */
const from = Date.parse('2026-11-02T00:00:00+07:00')
/** σ of what a COD or TSS probe shows, of the limit. */
const noiseShare = 0.06
const badWater: ReadonlySet<StoryName> = new Set(['acid-bypass', 'coagulant-out', 'lorod-bypass'])
const days = (count: number, seed = 1) => ({ seed, from, to: from + count * dayMs })

describe('scored against the truth', () => {
  it('thirty days without a story have no alarm, and no warning', { timeout: 60_000 }, async () => {
    const { told } = score(await playPlan(quietPlan, days(30)))
    expect(told.map(nameOf)).toEqual([])
  })

  it.each([
    { name: 'coagulant-out with duplicates', seed: 1 },
    { name: 'coagulant-out with reordering', seed: 2 },
  ])(
    'a month of $name (seed $seed): what the noise of a probe would hide is found',
    {
      timeout: 60_000,
    },
    async ({ name, seed }) => {
      const plan = storyPlans.find((one) => one.name === name) ?? quietPlan
      const scored = score(await playPlan(plan, days(30, seed)))
      const beyond = (asked: Asked) => (asked.peak ?? 0) / (limitOf(asked) ?? Number.NaN) - 1
      const hardly = scored.asked.filter((asked) => isLimit(asked.kind) && beyond(asked) < noiseShare)
      expect(hardly.length).toBeGreaterThan(5)
      expect(missedOf(scored).map(nameOf)).toEqual([])
    },
  )

  it.each(storyPlans)(
    '$name: every violation, every water that stands beyond a limit, every fault and every silence is found',
    async (plan) => {
      const scored = score(await playPlan(plan, days(2)))
      expect(missedOf(scored).map(nameOf)).toEqual([])
      const { violations, told } = tally(scored)
      const isBadWater = plan.tells.some(({ name }) => badWater.has(name))
      expect(violations.found > 0, `${violations.asked} violations`).toBe(isBadWater)
      expect(told.sensors.none + told.devices.none).toBe(0)
    },
  )

  it('can tell: had it all happened a day before, all would be missed and nothing true', async () => {
    const played = await playPlan(
      { ...quietPlan, tells: [{ name: 'lorod-bypass', afterMinutes: 0 }] },
      days(1),
    )
    const truth = played.truth.map((each) => ({ ...each, from: each.from - dayMs, to: each.to - dayMs }))
    const right = tally(score(played))
    const wrong = tally(score({ ...played, truth }))
    expect(right.violations).toMatchObject({ asked: 3, found: 3 })
    expect(right.told.limits).toEqual({ true: 3, close: 0, none: 0 })
    expect(wrong.violations).toMatchObject({ asked: 3, found: 0, missed: 3 })
    expect(wrong.told.limits).toEqual({ true: 0, close: 0, none: 3 })
  })
})

describe('a day of every story', () => {
  const everything: Plan = {
    name: 'everything',
    everyDays: 1,
    tells: storyNames.map((story, n) => ({ name: story, afterMinutes: 35 * n })),
  }

  it('R4: has the transitions of one without a stop, wherever its watch was stopped and started', {
    timeout: 120_000,
  }, async () => {
    const journal = await openJournal({ directory: await freshDirectory(), log, consumers: ['watch'] })
    const watch = createDryWatch()
    const told: Transition[] = []
    const appended: Promise<unknown>[] = []
    await playDays(everything, days(1), (draft, offset) => {
      told.push(...watch.take([{ ...draft, offset }]).map(({ transition }) => transition))
      appended.push(journal.append(draft))
    })
    await Promise.all(appended)
    const random = createRandom(1, 'stops')
    const moved = told.map(({ offset }) => offset)
    const stops = Array.from({ length: 12 }, (_, n) =>
      n % 2 === 0 ? random.integer(1, journal.head()) : (moved[random.integer(0, moved.length - 1)] ?? 1),
    ).sort((one, other) => one - other)
    const kept = (await alarmsAfter(journal, stops)).flatMap(({ transitions }) => transitions)
    expect(told.length).toBeGreaterThan(40)
    expect(byId(kept), `stopped at ${stops}`).toEqual(byId(told))
    await journal.close()
  })
})

function byId(transitions: readonly Transition[]): Transition[] {
  return transitions.toSorted((one, other) => (one.id < other.id ? -1 : 1))
}
