import type { Step } from '@jernih/runtime'
import type { Excess } from '@jernih/windows'
import type { WatchedSeries } from './watched.ts'

/** What {@link Excess} a series has, on disk: a row of numbers, for each reading changes one. */
export const excessTable = `CREATE TABLE excess (
  series INTEGER PRIMARY KEY, day_from INTEGER, day_to INTEGER, until INTEGER, kg REAL, unmeasured REAL, late INTEGER,
  concentration_at INTEGER, concentration REAL, flow_at INTEGER, flow REAL
) STRICT`

export interface ExcessRow {
  series: number
  day_from: number
  day_to: number
  until: number
  kg: number
  unmeasured: number
  late: number
  concentration_at: number | null
  concentration: number | null
  flow_at: number | null
  flow: number | null
}

const width = 11

export function excessSteps(weighed: ReadonlySet<WatchedSeries>, gone: ReadonlySet<WatchedSeries>): Step[] {
  const kept = [...weighed].filter((series) => series.excess !== null && !gone.has(series))
  const forgotten = [...gone, ...[...weighed].filter(({ excess }) => excess === null)]
  const packed = new Float64Array(kept.length * width)
  kept.forEach((series, place) => {
    if (series.excess) packed.set(valuesOf(series.id, series.excess), place * width)
  })
  return [
    { sql: 'DELETE FROM excess WHERE series = ?', rows: forgotten.map(({ id }) => [id]) },
    { sql: `INSERT OR REPLACE INTO excess VALUES (${Array(width).fill('?').join(', ')})`, packed, width },
  ]
}

export function excessOf(row: ExcessRow): Excess {
  const sample = (at: number | null, value: number | null) =>
    at === null || value === null ? null : { at, value }
  return {
    day: { from: row.day_from, to: row.day_to },
    until: row.until,
    kg: row.kg,
    unmeasuredMs: row.unmeasured,
    late: row.late,
    concentration: sample(row.concentration_at, row.concentration),
    flow: sample(row.flow_at, row.flow),
  }
}

/** SQLite takes what is no number for NULL. */
function valuesOf(id: number, excess: Excess): number[] {
  const { day, until, kg, unmeasuredMs, late, concentration, flow } = excess
  const pair = (sample: Excess['flow']) => [sample?.at ?? Number.NaN, sample?.value ?? Number.NaN]
  return [id, day.from, day.to, until, kg, unmeasuredMs, late, ...pair(concentration), ...pair(flow)]
}
