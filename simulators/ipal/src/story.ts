import { type AlarmKind, Instant, type Parameter } from '@jernih/domain'
import { z } from 'zod'
import type { Batch } from './batch.ts'
import { createRandom, type Random } from './random.ts'
import { rainWater, type Stream, streams, waterOf } from './streams.ts'

export const storyNames = [
  'acid-bypass',
  'coagulant-out',
  'lorod-bypass',
  'rain',
  'fouling',
  'new-dye',
  'frozen-sensor',
  'power-cut',
  'link-cut',
  'clock-skew',
  'duplicates',
  'reordering',
] as const
export const StoryName = z.enum(storyNames)
export type StoryName = z.infer<typeof StoryName>

/** Something out of the ordinary, from `at` on; any number of them may be told at once. */
export const Story = z.strictObject({ name: StoryName, at: Instant })
export type Story = z.infer<typeof Story>

interface Plot {
  minutes: number
  /** Where it is felt; null for the whole plant. */
  point: 'inlet' | 'outlet' | null
  parameter: Parameter | null
  /** Alarms that it deserves by itself; those of a limit follow from the true water instead. */
  deserves: readonly AlarmKind[]
}

const minuteMs = 60_000
const plain = { point: null, parameter: null, deserves: [] } as const

export const plots: Readonly<Record<StoryName, Plot>> = {
  'acid-bypass': { ...plain, minutes: 25, point: 'outlet' },
  'coagulant-out': { ...plain, minutes: 240, point: 'outlet' },
  'lorod-bypass': { ...plain, minutes: 20, point: 'outlet' },
  rain: { ...plain, minutes: 150 },
  fouling: { ...plain, minutes: 3 * 24 * 60, point: 'outlet' },
  'new-dye': { ...plain, minutes: 2 * 24 * 60, parameter: 'cod' },
  'frozen-sensor': {
    // Longer than the six hours after which a flat line fails by default.
    minutes: 8 * 60,
    point: 'outlet',
    parameter: 'cod',
    deserves: ['sensor-failed'],
  },
  'power-cut': { ...plain, minutes: 60, deserves: ['power-cut', 'no-data', 'device-offline'] },
  'link-cut': { ...plain, minutes: 60, deserves: ['power-cut', 'no-data', 'device-offline'] },
  // A reading stamped twenty minutes ago is no news of the water now.
  'clock-skew': { ...plain, minutes: 120, point: 'outlet', deserves: ['no-data', 'clock-skew'] },
  duplicates: { ...plain, minutes: 60 },
  reordering: { ...plain, minutes: 60 },
}

/** The moment at which the story's cause is over. */
export function endOf({ name, at }: Story): Instant {
  return at + plots[name].minutes * minuteMs
}

/** The share of the story that has passed at `at`, in [0, 1); null where it is not being told, or not at `point`. */
export function progress(
  stories: readonly Story[],
  name: StoryName,
  { at, point }: { at: Instant; point?: string },
): number | null {
  for (const story of stories) {
    if (story.name !== name || at < story.at || at >= endOf(story)) continue
    const place = plots[name].point
    if (point !== undefined && place !== null && place !== point) continue
    return (at - story.at) / (endOf(story) - story.at)
  }
  return null
}

export function isTold(stories: readonly Story[], name: StoryName, at: Instant): boolean {
  return progress(stories, name, { at }) !== null
}

/**
 * Whether the operator runs the lift pump by hand, whatever the floats say: during a by-pass, for the hour and a half in
 * which bad water works its way through after the coagulant has run out, and for an hour and a quarter after either, to flush the train.
 */
export function isHandPumped(stories: readonly Story[], at: Instant): boolean {
  return stories.some((story) => {
    const isBypass = story.name === 'acid-bypass' || story.name === 'lorod-bypass'
    if (!isBypass && story.name !== 'coagulant-out') return false
    const pumpedMs = isBypass ? endOf(story) - story.at : 90 * minuteMs
    const flushed = at - endOf(story)
    return (at >= story.at && at < story.at + pumpedMs) || (flushed >= 0 && flushed < 75 * minuteMs)
  })
}

/**
 * What a COD sensor shows in the place of 1: a UV-Vis probe has learned the dyes of before, and reads a new one 10 to 15 % too high
 * or too low until it has been calibrated for it. The same at every point, since it is the same dye.
 */
export function modelBias(stories: readonly Story[], { seed, at }: { seed: number; at: Instant }): number {
  const told = stories.find((story) => story.name === 'new-dye' && at >= story.at && at < endOf(story))
  if (!told) return 1
  const random = createRandom(seed, `new-dye/${told.at}`)
  return 1 + (random.chance(0.5) ? 1 : -1) * random.between(0.1, 0.15)
}

/** Rain that runs into the drains: with the second pump it makes the flow two to five times the usual. */
export function rainOf(story: Story, seed: number): Batch[] {
  return story.name === 'rain'
    ? [rainfall(story, createRandom(seed, `rain/${story.at}`).between(850, 1_200))]
    : []
}

/** Rain that falls on the yard and runs straight into the outlet chamber. */
export function runOffOf(story: Story, seed: number): Batch[] {
  return story.name === 'rain'
    ? [rainfall(story, createRandom(seed, `yard/${story.at}`).between(350, 500))]
    : []
}

function rainfall(story: Story, litresPerHour: number): Batch {
  const to = endOf(story)
  const litres = (litresPerHour * (to - story.at)) / (60 * minuteMs)
  return { from: story.at, to, litres, water: rainWater, drains: false }
}

/** Water that goes round the treatment into the outlet chamber. */
export function bypassOf(story: Story, seed: number): Batch[] {
  const random = createRandom(seed, `bypass/${story.at}`)
  if (story.name === 'acid-bypass') return [bypass(story, freshAcid, random)]
  if (story.name === 'lorod-bypass') return [bypass(story, trappedLorod, random)]
  return []
}

function bypass(story: Story, stream: Stream, random: Random): Batch {
  const litres = random.between(...stream.litres)
  return { from: story.at, to: endOf(story), litres, water: waterOf(stream, random), drains: false }
}

/** Fixing acid from before the cloth goes in: vats of it, with hardly any dye. */
const freshAcid: Stream = {
  ...streams.indigosolAcid,
  litres: [190, 220],
  ph: [2, 2.1],
  cod: [60, 120],
  tss: [5, 15],
  nh3n: [0.3, 1],
}

/** Lorod water from behind the wax trap, where it has cooled. */
const trappedLorod: Stream = {
  ...streams.lorod,
  litres: [80, 120],
  ph: [10.8, 11.5],
  temperature: [34, 36],
}
