import { createRandom, type Story, type StoryName, storyNames } from '@jernih/ipal'

/** Which stories are told together, and how often. */
export interface Plan {
  name: string
  /** Days from one telling to the next. */
  everyDays: number
  /** Each begins so many minutes after the moment that is drawn for the telling. */
  tells: readonly { name: StoryName; afterMinutes: number }[]
}

const minuteMs = 60_000
const dayMs = 86_400_000

/** Longer than a day, so that they would run into each other. */
const everyDays: Partial<Record<StoryName, number>> = { fouling: 5, 'new-dye': 4 }

const alone: readonly Plan[] = storyNames.map((name) => ({
  name,
  everyDays: everyDays[name] ?? 1,
  tells: [{ name, afterMinutes: 0 }],
}))

/** Bad water while its readings come late, twice, out of order, or no more. */
const together: readonly Plan[] = [
  {
    name: 'acid-bypass within link-cut',
    everyDays: 1,
    tells: [
      { name: 'link-cut', afterMinutes: 0 },
      { name: 'acid-bypass', afterMinutes: 15 },
    ],
  },
  {
    name: 'lorod-bypass, then power-cut',
    everyDays: 1,
    tells: [
      { name: 'lorod-bypass', afterMinutes: 0 },
      { name: 'power-cut', afterMinutes: 12 },
    ],
  },
  {
    name: 'coagulant-out with duplicates',
    everyDays: 1,
    tells: [
      { name: 'coagulant-out', afterMinutes: 0 },
      ...[0, 60, 120, 180, 240].map((afterMinutes) => ({ name: 'duplicates' as const, afterMinutes })),
    ],
  },
  {
    name: 'coagulant-out with reordering',
    everyDays: 1,
    tells: [
      { name: 'coagulant-out', afterMinutes: 0 },
      ...[0, 60, 120, 180, 240].map((afterMinutes) => ({ name: 'reordering' as const, afterMinutes })),
    ],
  },
]

export const quietPlan: Plan = { name: 'no story', everyDays: 1, tells: [] }
export const storyPlans: readonly Plan[] = [...alone, ...together]

/** The stories of the days from `from` to `to`, each telling at a moment between 07:00 and 15:00 that follows from the seed. */
export function tellPlan(
  plan: Plan,
  { seed, from, to }: { seed: number; from: number; to: number },
): Story[] {
  const random = createRandom(seed, `plan/${plan.name}`)
  const stories: Story[] = []
  for (let day = from; day < to; day += plan.everyDays * dayMs) {
    const moment = day + random.integer(7 * 60, 15 * 60) * minuteMs
    for (const { name, afterMinutes } of plan.tells)
      stories.push({ name, at: moment + afterMinutes * minuteMs })
  }
  return stories
}
