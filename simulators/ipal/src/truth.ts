import type { AlarmKind, Band, Instant, Parameter } from '@jernih/domain'
import type { SimulatedPoint } from './device.ts'
import type { Measurable } from './instruments.ts'
import type { PlantState } from './plant.ts'
import { endOf, plots, type Story, type StoryName } from './story.ts'

/** Something that truly was so, at the plant and not on a sensor, over `[from, to)`. */
export interface TruthInterval {
  event: StoryName | 'exceedance' | 'approach'
  point: string
  parameter: Parameter | null
  /** The alarm that it deserves; null for what deserves none by itself. */
  kind: AlarmKind | null
  from: Instant
  to: Instant
  /** The worst true value, for an exceedance or an approach. */
  peak: number | null
  /** m³ that left the site meanwhile, for the same: water may stand over the limit in a chamber that nothing leaves. */
  discharged: number | null
}

export type LimitTable = Partial<Record<Measurable, Band>>

/** Permen LH/BPLH 12/2025, Lampiran I, textile, Q < 100 m³/day: the parameters that the virtual plant measures. */
export const textileLimits: LimitTable = {
  ph: { low: 6, high: 9 },
  cod: { high: 150 },
  tss: { high: 50 },
  nh3n: { high: 8 },
  temperature: { high: 38 },
}

/** Watches the true water at the outlet against two tables, and knows the stories; an interval is told once it is over. */
export interface Truth {
  observe(state: PlantState): void
  /** Tells what is still going on, as ending at `at`. */
  finish(at: Instant): void
}

export function createTruth(options: {
  points: readonly SimulatedPoint[]
  stories: readonly Story[]
  limits: LimitTable
  approaching: LimitTable
  /** m³/h above which water leaves, so that it can violate a limit; what is over it and stands is told as standing. Null: it always counts. */
  flowAbove: number | null
  tell(interval: TruthInterval): void
}): Truth {
  const { points, flowAbove, tell } = options
  const isFlowing = (flow: number) => flowAbove === null || flow > flowAbove
  const tables = [
    { event: 'exceedance', kind: 'limit', limits: options.limits, counts: isFlowing },
    {
      event: 'exceedance',
      kind: 'standing',
      limits: options.limits,
      counts: (flow: number) => !isFlowing(flow),
    },
    { event: 'approach', kind: 'approaching', limits: options.approaching, counts: () => true },
  ] as const
  const outlets = points.filter(({ water }) => water === 'outlet')
  const going = new Map<string, TruthInterval>()
  /** Since when its points owed data during a story, by what they had said of the plant; null for never. */
  const owedSince = new Map<Story, Instant | null>()
  let untold = [...options.stories].sort((a, b) => endOf(a) - endOf(b))

  function tellStories(before: Instant, cutAt: Instant | null): void {
    const over = untold.filter((story) => endOf(story) <= before || (cutAt !== null && story.at < cutAt))
    untold = untold.filter((story) => !over.includes(story))
    for (const story of over) {
      const { point: place, parameter, deserves } = plots[story.name]
      const to = cutAt === null ? endOf(story) : Math.min(cutAt, endOf(story))
      const since = owedSince.get(story) ?? null
      const owed = deserves.filter((kind) => kind !== 'no-data' || since !== null)
      const kinds: readonly (AlarmKind | null)[] = owed.length > 0 ? owed : [null]
      for (const { point } of points.filter(({ water }) => place === null || place === water)) {
        for (const kind of kinds) {
          tell({
            event: story.name,
            point,
            parameter,
            kind,
            from: kind === 'no-data' ? (since ?? story.at) : story.at,
            to,
            peak: null,
            discharged: null,
          })
        }
      }
    }
  }

  function compare(
    { event, kind, limits, counts }: (typeof tables)[number],
    { point, parameter, side }: { point: string; parameter: Measurable; side: 'high' | 'low' },
    state: PlantState,
  ): void {
    const limit = limits[parameter]?.[side]
    if (limit === undefined) return
    const key = `${kind}/${point}/${parameter}/${side}`
    const value = state.outlet[parameter]
    const exceeds = counts(state.outlet.flow) && (side === 'high' ? value > limit : value < limit)
    const interval = going.get(key)
    if (!exceeds) {
      if (interval) tell({ ...interval, to: state.at })
      going.delete(key)
      return
    }
    const worst = side === 'high' ? Math.max : Math.min
    going.set(key, {
      event,
      point,
      parameter,
      kind: `${kind}-${side}`,
      from: interval?.from ?? state.at,
      to: state.at,
      peak: worst(interval?.peak ?? value, value),
      discharged: (interval?.discharged ?? 0) + state.outlet.flow / stepsPerHour,
    })
  }

  return {
    observe(state) {
      for (const story of untold) {
        if (state.at < story.at) continue
        // Who is cut off says nothing new of itself, and owes what it had said.
        const isNews = !owedSince.has(story) || (!isCutOff(story) && owedSince.get(story) === null)
        if (isNews) owedSince.set(story, state.running ? state.at : null)
      }
      tellStories(state.at, null)
      for (const { point } of outlets) {
        for (const table of tables) {
          for (const parameter of Object.keys(table.limits) as Measurable[]) {
            compare(table, { point, parameter, side: 'low' }, state)
            compare(table, { point, parameter, side: 'high' }, state)
          }
        }
      }
    },
    finish(at) {
      tellStories(at, at)
      for (const interval of going.values()) tell({ ...interval, to: at })
      going.clear()
    },
  }
}

const stepsPerHour = 360

function isCutOff({ name }: Story): boolean {
  return name === 'power-cut' || name === 'link-cut'
}
