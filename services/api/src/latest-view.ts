import { z } from '@hono/zod-openapi'
import {
  Flag,
  formatInstant,
  type Instant,
  type Latest,
  Parameter,
  parameters,
  qualityTests,
  type SiteId,
} from '@jernih/domain'
import type { Sites } from '@jernih/sites'
import { Moment } from './ask.ts'

/** A value older than this many of its point's intervals is stale. */
const staleIntervals = 3
const defaultIntervalMs = 60_000

const Tests = z
  .strictObject({ grossRange: Flag, spike: Flag, rateOfChange: Flag, flatLine: Flag, gap: Flag })
  .openapi('QualityTests')

/** The newest reading of a series by time of measurement, with its age and its quality. */
export const LatestView = z
  .strictObject({
    site: z.string(),
    point: z.string(),
    parameter: Parameter,
    unit: z.string(),
    value: z.number(),
    at: Moment,
    receivedAt: Moment,
    ageMs: z
      .int()
      .openapi({ description: 'Since the time of measurement, or of receipt where the device is ahead' }),
    flag: Flag.meta({ description: 'QARTOD: 1 good, 2 not evaluated, 3 suspect, 4 fail, 9 missing' }),
    stale: z.boolean().openapi({ description: `Older than ${staleIntervals} intervals of the point` }),
    tests: Tests,
  })
  .openapi('Latest')
export type LatestView = z.infer<typeof LatestView>

export function viewLatest(latest: Latest, sites: Sites, now: Instant): LatestView {
  const { site, point, parameter, value, at, receivedAt, flag, tests } = latest
  const zone = zoneOf(sites, site)
  const settings = sites.get(site)?.points.find(({ id }) => id === point)
  const intervalMs = settings ? settings.intervalSeconds * 1_000 : defaultIntervalMs
  // Nothing is received before it is measured: a device's clock that is ahead keeps no value young.
  const ageMs = now - Math.min(at, receivedAt)
  return {
    site,
    point,
    parameter,
    unit: parameters[parameter].unit,
    value,
    at: formatInstant(at, zone),
    receivedAt: formatInstant(receivedAt, zone),
    ageMs,
    flag,
    // It lies ahead of our clock only where that was set back, and then nobody knows its age.
    stale: Math.abs(ageMs) > staleIntervals * intervalMs,
    tests: viewTests(tests),
  }
}

/** The site's zone; UTC where its file is gone. */
export function zoneOf(sites: Sites, site: SiteId): string {
  return sites.get(site)?.zone ?? 'UTC'
}

/** By their digits: nearly all readings have the same. */
const testsSeen = new Map<string, z.infer<typeof Tests>>()

function viewTests(digits: string): z.infer<typeof Tests> {
  const seen = testsSeen.get(digits)
  if (seen) return seen
  const entries = qualityTests.map((test, place) => [test, Number(digits[place])])
  const tests = Object.fromEntries(entries) as z.infer<typeof Tests>
  testsSeen.set(digits, tests)
  return tests
}
