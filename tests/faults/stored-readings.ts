import { expect } from 'vitest'
import type { StationProcess } from '../station/station-process.ts'

interface RawRange {
  buckets: { at: string; mean: number; count: number }[]
  next: string | null
}

/** All COD readings of a point, time of measurement in Unix ms to value, page by page; fails where one time is told twice. */
export async function storedReadings(
  station: StationProcess,
  site: string,
  point: string,
): Promise<Map<number, number>> {
  const stored = new Map<number, number>()
  const to = Date.now() + 3_600_000
  for (let from: string | null = '2000-01-01T00:00:00Z'; from !== null; ) {
    const query = new URLSearchParams({
      site,
      point,
      parameter: 'cod',
      from,
      to: String(to),
      resolution: 'raw',
      maxPoints: '2000',
    })
    const page: RawRange = await station.api(`/api/v1/readings?${query}`)
    for (const { at, mean, count } of page.buckets) {
      expect([count, stored.has(Date.parse(at))]).toEqual([1, false])
      stored.set(Date.parse(at), mean)
    }
    from = page.next
  }
  return stored
}

/** Waits until all that was accepted is stored, and holds the store to what was acknowledged. */
export async function expectStored(
  station: StationProcess,
  site: string,
  point: string,
  acknowledged: ReadonlyMap<number, number>,
): Promise<void> {
  await expect
    .poll(() => station.api('/api/v1/reconciliation'), { timeout: 60_000 })
    .toMatchObject({ pending: 0, balanced: true })
  const stored = await storedReadings(station, site, point)
  expect([...acknowledged].filter(([at, value]) => stored.get(at) !== value)).toEqual([])
}
