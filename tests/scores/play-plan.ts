import { type JudgedReading, SiteId } from '@jernih/domain'
import { type LimitTable, type TruthInterval, textileLimits } from '@jernih/ipal'
import type { Draft } from '@jernih/journal'
import { createDryWatch } from '@jernih/watch'
import { gatherEpisodes } from './episodes.ts'
import { type Plan, tellPlan } from './plans.ts'
import type { Played } from './score.ts'
import { openGate, simulateDrafts } from './simulated-drafts.ts'

/** Days of the plant by a seed, `[from, to)`. */
export interface Days {
  seed: number
  from: number
  to: number
}

const plant = SiteId.parse('mojokerto-batik')

/** Where the site's file warns: at 90 % of the limit, and of a band at 90 % of the way from its middle. */
const approaching: LimitTable = {
  ph: { low: 6.15, high: 8.85 },
  ...{ cod: { high: 135 }, tss: { high: 45 }, nh3n: { high: 7.2 }, temperature: { high: 34.2 } },
}

/** Plays days of the plant in which a plan's stories happen, and what truly happened in them. `take` gets each draft in its order. */
export async function playDays(
  plan: Plan,
  days: Days,
  take: (draft: Draft, offset: number) => void,
): Promise<Pick<Played, 'site' | 'truth'>> {
  const gate = await openGate()
  try {
    const truth: TruthInterval[] = []
    const site = gate.sites.get(plant)
    const flowAbove = site?.points.find(({ kind }) => kind === 'outlet')?.discharging?.flowAbove
    if (!site || flowAbove === undefined)
      throw new Error(`${plant}: expected its file, with an outlet that says when it discharges`)
    const simulation = {
      ...days,
      stories: tellPlan(plan, days),
      flowAbove,
      ...{ limits: textileLimits, approaching },
      onTruth: (interval: TruthInterval) => void truth.push(interval),
    }
    let offset = 0
    for (const draft of simulateDrafts(gate, simulation)) take(draft, offset++)
    return { site, truth }
  } finally {
    await gate.close()
  }
}

/** Plays a plan's days through decoding, judging and the watch: what that told, beside the truth. */
export async function playPlan(plan: Plan, days: Days): Promise<Played> {
  const watch = createDryWatch()
  const episodes = gatherEpisodes(plant)
  const readings: JudgedReading[] = []
  const happened = await playDays(plan, days, (draft, offset) => {
    episodes.take(watch.take([{ ...draft, offset }]), draft.receivedAt)
    if (draft.kind !== 'readings' || draft.point !== 'outlet') return
    for (const reading of draft.readings) if (reading.repeat !== 'same') readings.push(reading)
  })
  return { ...happened, readings, episodes: episodes.all() }
}
