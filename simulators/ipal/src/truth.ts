import type { AlarmKind, Band, Instant, Parameter } from '@jernih/domain'
import type { SimulatedPoint } from './device.ts'
import type { Measurable } from './instruments.ts'
import type { PlantState } from './plant.ts'
import { endOf, plots, type Story, type StoryName } from './story.ts'

/** Something that truly was so, at the plant and not on a sensor, over `[from, to)`. */
export interface TruthInterval {
  event: StoryName | 'exceedance'
  point: string
  parameter: Parameter | null
  /** The alarm that it deserves; null for what deserves none by itself. */
  kind: AlarmKind | null
  from: Instant
  to: Instant
  /** The worst true value, for an exceedance. */
  peak: number | null
  /** m³ that left the site meanwhile, for an exceedance: water may stand over the limit in a chamber that nothing leaves. */
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

/** Watches the true water at the outlet against `limits`, and knows the stories; an interval is told once it is over. */
export interface Truth {
  observe(state: PlantState): void
  /** Tells what is still going on, as ending at `at`. */
  finish(at: Instant): void
}

export function createTruth(options: {
  points: readonly SimulatedPoint[]
  stories: readonly Story[]
  limits: LimitTable
  tell(interval: TruthInterval): void
}): Truth {
  const { points, limits, tell } = options
  const outlets = points.filter(({ water }) => water === 'outlet')
  const going = new Map<string, TruthInterval>()
  /** Whether the plant was running when a story began: what its points had said before they could say no more. */
  const ranAtStart = new Map<Story, boolean>()
  let untold = [...options.stories].sort((a, b) => endOf(a) - endOf(b))

  function tellStories(before: Instant, cutAt: Instant | null): void {
    const over = untold.filter((story) => endOf(story) <= before || (cutAt !== null && story.at < cutAt))
    untold = untold.filter((story) => !over.includes(story))
    for (const story of over) {
      const { point: place, parameter, deserves } = plots[story.name]
      const to = cutAt === null ? endOf(story) : Math.min(cutAt, endOf(story))
      const owed = deserves.filter((kind) => kind !== 'no-data' || ranAtStart.get(story))
      const kinds: readonly (AlarmKind | null)[] = owed.length > 0 ? owed : [null]
      for (const { point } of points.filter(({ water }) => place === null || place === water)) {
        for (const kind of kinds) {
          tell({
            event: story.name,
            point,
            parameter,
            kind,
            from: story.at,
            to,
            peak: null,
            discharged: null,
          })
        }
      }
    }
  }

  function compare(point: string, parameter: Measurable, state: PlantState, side: 'high' | 'low'): void {
    const limit = limits[parameter]?.[side]
    if (limit === undefined) return
    const key = `${point}/${parameter}/${side}`
    const value = state.outlet[parameter]
    const exceeds = side === 'high' ? value > limit : value < limit
    const interval = going.get(key)
    if (!exceeds) {
      if (interval) tell({ ...interval, to: state.at })
      going.delete(key)
      return
    }
    const worst = side === 'high' ? Math.max : Math.min
    going.set(key, {
      event: 'exceedance',
      point,
      parameter,
      kind: `limit-${side}`,
      from: interval?.from ?? state.at,
      to: state.at,
      peak: worst(interval?.peak ?? value, value),
      discharged: (interval?.discharged ?? 0) + state.outlet.flow / stepsPerHour,
    })
  }

  return {
    observe(state) {
      for (const story of untold) {
        if (state.at >= story.at && !ranAtStart.has(story)) ranAtStart.set(story, state.running)
      }
      tellStories(state.at, null)
      for (const { point } of outlets) {
        for (const parameter of Object.keys(limits) as Measurable[]) {
          compare(point, parameter, state, 'low')
          compare(point, parameter, state, 'high')
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
