import type { Instant } from '@jernih/domain'
import { type Batch, litresWithin } from './batch.ts'
import { batikCalendar, type Calendar } from './calendar.ts'
import { createRandom } from './random.ts'
import { scheduleOf } from './schedule.ts'
import { bypassOf, isHandPumped, isTold, rainOf, runOffOf, type Story } from './story.ts'
import { flow, ordinaryStages, type Stages, stepMs } from './train.ts'
import { createPerformance } from './treatment.ts'
import { type Inflow, type Sample, sampleOf } from './water.ts'

/** Water at a point, and what flows past it, m³/h. */
export interface PointState extends Sample {
  flow: number
}

/** What is truly so at one moment, which no instrument knows. */
export interface PlantState {
  at: Instant
  /** In the channel that the workshop pours into. */
  inlet: PointState
  /** In the chamber from which water leaves the site. */
  outlet: PointState
  stages: Stages
  /** From the day's first batch to its last, and within an hour of water moving, in or out. */
  running: boolean
}

export interface PlantOptions {
  seed: number
  /** IANA zone of the site, by which days are worked. */
  zone: string
  /** Moment of the first state. Two days before it are lived through first, so that the tanks are as on any day. */
  startAt: Instant
  calendar?: Calendar
  stories?: readonly Story[]
}

/** The physical plant, without instruments. The same options give the same states. */
export interface Plant {
  /** The first time the state at `startAt`, then each time that of one {@link stepMs} later. */
  step(): PlantState
}

const hourMs = 3_600_000
const warmUpMs = 48 * hourMs
/**
 * Lift pumps: litres an hour, and litres in equalisation at which the floats start and stop each.
 * Run by hand, the first goes on until equalisation is empty.
 */
const pumps = {
  first: 400,
  second: 950,
  starts: 1_350,
  stops: 1_150,
  secondStarts: 2_200,
  secondStops: 1_800,
  empty: 100,
}
/** A pump moves this much more, 1/h, for each litre that stands above the lower float. */
const headGain = 0.15
/** A filter that has stood still lets more through until it has ripened, with this time constant. */
const ripeningMs = 8 * 60_000

export function createPlant(options: PlantOptions): Plant {
  const { seed, zone, startAt, stories = [] } = options
  const schedule = createSchedule({ seed, zone, calendar: options.calendar ?? batikCalendar })
  const rain = stories.flatMap((story) => rainOf(story, seed))
  const bypasses = stories.flatMap((story) => [...bypassOf(story, seed), ...runOffOf(story, seed)])
  const performance = createPerformance(createRandom(seed, 'performance'))
  let at = startAt - warmUpMs
  let stages = ordinaryStages()
  let lifting = false
  let boosting = false
  let liftedMs = 0
  let movedAt = Number.NEGATIVE_INFINITY

  /** Litres that the pumps, which need the mains, lift in one step. */
  function lift(): number {
    const { litres } = stages.equalisation
    const until = isHandPumped(stories, at) ? pumps.empty : lifting ? pumps.stops : pumps.starts
    lifting = litres > until && !isTold(stories, 'power-cut', at)
    boosting = lifting && litres > (boosting ? pumps.secondStops : pumps.secondStarts)
    liftedMs = lifting ? liftedMs + stepMs : 0
    if (!lifting) return 0
    const head = headGain * Math.max(0, litres - pumps.stops)
    return ((pumps.first + head + (boosting ? pumps.second : 0)) * stepMs) / hourMs
  }

  function step(): PlantState {
    const from = at - stepMs
    if (Math.floor(at / hourMs) > Math.floor(from / hourMs)) performance.nextHour()
    const now = performance.current()
    const today = schedule(at)
    const arriving = inflowsOf([...today.batches, ...rain], from, at)
    const moved = flow(stages, {
      arriving,
      bypassed: inflowsOf(bypasses, from, at),
      lifted: lift(),
      coagulant: !isTold(stories, 'coagulant-out', at),
      performance: { ...now, filter: now.filter * (1 - 0.35 * Math.exp(-liftedMs / ripeningMs)) },
      ambient: ambientAt((at - today.midnight) / hourMs) + now.warmth,
    })
    stages = moved.stages
    const inlet = arriving.reduce((sum, { litres }) => sum + litres, 0)
    if (perHour(inlet) > 0.01 || perHour(moved.left) > 0.01) movedAt = at
    const state: PlantState = {
      at,
      inlet: { ...sampleOf(stages.channel.water), flow: perHour(inlet) },
      outlet: { ...sampleOf(stages.outlet.water), flow: perHour(moved.left) },
      stages,
      running: (at >= today.opens && at < today.closes) || at - movedAt < hourMs,
    }
    at += stepMs
    return state
  }

  while (at < startAt) step()
  return { step }
}

interface Today {
  midnight: Instant
  batches: readonly Batch[]
  /** When the first batch begins and the last one ends; both 0 on a day off. */
  opens: Instant
  closes: Instant
}

/** The local day that a moment lies in, worked out once a day. */
function createSchedule(options: Parameters<typeof scheduleOf>[1]): (at: Instant) => Today {
  let day = { from: 0, to: 0 }
  let today: Today = { midnight: 0, batches: [], opens: 0, closes: 0 }
  return (at) => {
    if (at >= day.from && at < day.to) return today
    const start = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(options.zone).startOfDay()
    day = { from: start.epochMilliseconds, to: start.add({ days: 1 }).epochMilliseconds }
    const batches = scheduleOf(start.toPlainDate(), options)
    today = {
      midnight: day.from,
      batches,
      opens: batches[0]?.from ?? 0,
      closes: Math.max(0, ...batches.map(({ to }) => to)),
    }
    return today
  }
}

function inflowsOf(batches: readonly Batch[], from: Instant, to: Instant): Inflow[] {
  const inflows: Inflow[] = []
  for (const batch of batches) {
    const litres = litresWithin(batch, from, to)
    if (litres > 0) inflows.push({ litres, water: batch.water })
  }
  return inflows
}

/** m³/h. */
function perHour(litresInStep: number): number {
  return (litresInStep / 1_000) * (hourMs / stepMs)
}

/** °C of the air in East Java, so many hours after midnight: coolest before dawn, warmest at two in the afternoon. */
function ambientAt(hour: number): number {
  return 27.5 + 3.5 * Math.cos((2 * Math.PI * (hour - 14)) / 24)
}
