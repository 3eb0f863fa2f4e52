import { z } from '@hono/zod-openapi'
import {
  formatInstant,
  type Instant,
  type LabSample,
  type LabValue,
  Parameter,
  parameters,
  type Site,
} from '@jernih/domain'
import { type ReadingStore, StoreUnavailable } from '@jernih/store'
import { Moment } from './ask.ts'
import type { ApiDeps } from './deps.ts'
import { zoneOf } from './latest-view.ts'
import { LimitView } from './limit-view.ts'
import type { SampleEntry } from './logbook-port.ts'
import { pointLimits } from './site-view.ts'

/** What the probe measured on either side of the time at which the sample was taken. */
const spanMs = 15 * 60_000
/** A reading a second, and some. */
const mostReadings = 2_000

const Probe = z
  .discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('measured'),
      mean: z
        .number()
        .openapi({ description: 'Of the readings of a quarter of an hour on either side that did not fail' }),
      count: z.int(),
      difference: z.number().openapi({ description: 'The mean less the laboratory’s value' }),
    }),
    z.strictObject({ status: z.literal('none') }),
    z.strictObject({ status: z.literal('unavailable') }),
  ])
  .openapi('ProbeBeside')

const LabValueView = z
  .strictObject({
    parameter: Parameter,
    unit: z.string(),
    value: z.number(),
    lessThan: z
      .boolean()
      .openapi({ description: 'The laboratory can tell no more than that it lies below this' }),
    limit: LimitView.nullable().openapi({ description: 'In force when the sample was taken' }),
    withinLimit: z
      .boolean()
      .nullable()
      .openapi({ description: 'Null where no limit binds, or nobody can tell' }),
    probe: Probe,
  })
  .openapi('LabValue')

export const LabSampleView = z
  .strictObject({
    id: z.string(),
    site: z.string(),
    point: z.string(),
    takenAt: Moment,
    enteredAt: Moment,
    by: z.string(),
    laboratory: z.string(),
    certificate: z.string().nullable(),
    method: z.string().nullable(),
    note: z.string().nullable(),
    values: z.array(LabValueView).openapi({ description: 'None: there was no such sample' }),
    corrects: z.string().nullable(),
    reason: z.string().nullable().openapi({ description: 'Of the correction' }),
    correctedBy: z.string().nullable().openapi({ description: 'Null where this entry stands' }),
  })
  .openapi('LabSample')
export type LabSampleView = z.infer<typeof LabSampleView>

/** With the limits then in force, and what the probe measured around that time. */
export async function viewSample(
  { id, enteredAt, by, sample, correction, correctedBy }: SampleEntry,
  { sites, store }: Pick<ApiDeps, 'sites' | 'store'>,
): Promise<LabSampleView> {
  const { values, takenAt, ...taken } = sample
  const site = sites.get(sample.site)
  const zone = zoneOf(sites, sample.site)
  return {
    id,
    ...taken,
    takenAt: formatInstant(takenAt, zone),
    enteredAt: formatInstant(enteredAt, zone),
    by,
    values: await Promise.all(values.map((value) => viewValue(value, { sample, site, store }))),
    corrects: correction?.corrects ?? null,
    reason: correction?.reason ?? null,
    correctedBy,
  }
}

async function viewValue(
  { parameter, value, lessThan }: LabValue,
  { sample, site, store }: { sample: LabSample; site: Site | undefined; store: ReadingStore },
): Promise<LabSampleView['values'][number]> {
  const point = site?.points.find(({ id }) => id === sample.point)
  const limits = site && point ? pointLimits(site, point, sample.takenAt) : []
  const limit = limits.find((one) => one.parameter === parameter) ?? null
  const measured = { site: sample.site, point: sample.point, parameter }
  return {
    ...{ parameter, unit: parameters[parameter].unit, value, lessThan },
    limit,
    withinLimit: limit && keepsLimit(limit, value, lessThan),
    probe: await probeBeside(store, { ...measured, at: sample.takenAt, value }),
  }
}

/** Null where a value that lies below what is told may be on either side of the limit. */
function keepsLimit({ low, high }: LimitView, value: number, lessThan: boolean): boolean | null {
  const isHigh = high !== null && value > high
  if (lessThan) return low !== null || isHigh ? null : true
  return !isHigh && !(low !== null && value < low)
}

async function probeBeside(
  store: ReadingStore,
  {
    at,
    value,
    ...series
  }: Pick<LabSample, 'site' | 'point'> & { parameter: Parameter; at: Instant; value: number },
): Promise<z.infer<typeof Probe>> {
  const span = { from: Math.max(0, at - spanMs), to: at + spanMs }
  try {
    const { buckets } = await store.read({ ...series, ...span, maxPoints: mostReadings, resolution: 'raw' })
    const counted = buckets.filter(({ flag }) => flag < 4)
    if (counted.length === 0) return { status: 'none' }
    const mean = counted.reduce((sum, bucket) => sum + bucket.mean, 0) / counted.length
    return { status: 'measured', mean, count: counted.length, difference: mean - value }
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error
    return { status: 'unavailable' }
  }
}
