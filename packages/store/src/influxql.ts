import { Flag } from '@jernih/domain'
import { escape as quoted } from 'influx'
import { z } from 'zod'
import type { InfluxClient } from './influx-client.ts'
import { bucketWidth } from './resolution.ts'
import type { Range, RangeQuery, StoreUnavailable } from './store.ts'

/** InfluxDB keeps times as nanoseconds in 64 bits, 1677 to 2262; a query beyond that is an error. In ms. */
const farthest = 9_223_372_036_000

/** A sum may pass the largest float where its mean does not; InfluxDB's whole answer is then no JSON. */
const scale = 2 ** 32

/** The range in InfluxQL, which InfluxDB 1.x, 2.x and 3.x all answer. */
export function readRange({ select }: InfluxClient, query: RangeQuery): Promise<Range> {
  const { maxPoints, signal } = query
  const from = Math.max(query.from, -farthest)
  const to = Math.min(query.to, farthest)
  const during = `time >= ${from}ms AND time < ${to}ms`
  const readings = `FROM "reading" WHERE ${series(query)} AND ${during}`
  return query.resolution === 'raw' ? raw() : buckets(bucketWidth({ from, to, maxPoints }))

  async function raw(): Promise<Range> {
    const statement = `SELECT "value", "flag" ${readings} ORDER BY time LIMIT ${maxPoints + 1}`
    const found = await select(statement, RawRow, signal)
    const page = found.slice(0, maxPoints)
    return {
      resolutionMs: null,
      buckets: page.map(({ time, value, flag }) => {
        return { at: time, min: value, mean: value, max: value, count: 1, flag, ...doubts(flag) }
      }),
      next: found[maxPoints]?.time ?? null,
    }
  }

  async function buckets(resolutionMs: number): Promise<Range> {
    const all = await gathered(resolutionMs)
    const worst = all.reduce<number>((most, { flag }) => Math.max(most, flag), 0)
    const believed = byTime(worst > 3 ? await gathered(resolutionMs, ' AND "flag" < 4') : all)
    const suspect = byTime(worst > 2 ? await gathered(resolutionMs, ' AND "flag" = 3') : [])
    return {
      resolutionMs,
      buckets: all.map(({ time, count, flag, ...figures }) => {
        const { min, mean, max, count: good } = believed.get(time) ?? { ...figures, count: 0 }
        const failed = count - good
        return { at: time, min, mean, max, count, flag, suspect: suspect.get(time)?.count ?? 0, failed }
      }),
      next: null,
    }
  }

  function gathered(resolutionMs: number, only = '') {
    const gather = (mean: string, source: string) =>
      select(
        `SELECT min("value") AS "min", ${mean} AS "mean", max("value") AS "max", count("value") AS "count",
          max("flag") AS "flag" ${source} GROUP BY time(${resolutionMs}ms) fill(none)`,
        BucketRow,
        signal,
      )
    return gather('mean("value")', `${readings}${only}`).catch((error: StoreUnavailable) => {
      if (!(error.cause instanceof SyntaxError)) throw error
      const scaled = `SELECT "value", "flag", "value" / ${scale} AS "scaled" ${readings}${only}`
      return gather(`mean("scaled") * ${scale}`, `FROM (${scaled}) WHERE ${during}`)
    })
  }
}

/** Points of all series. */
export async function countReadings({ select }: InfluxClient): Promise<number> {
  const [total] = await select('SELECT count("value") AS "count" FROM "reading"', CountRow)
  return total?.count ?? 0
}

const RawRow = z.object({ time: z.int(), value: z.number(), flag: Flag })
const BucketRow = z.object({
  time: z.int(),
  min: z.number(),
  mean: z.number(),
  max: z.number(),
  count: z.int(),
  flag: Flag,
})
function byTime(rows: readonly z.infer<typeof BucketRow>[]) {
  return new Map(rows.map((row) => [row.time, row]))
}

function doubts(flag: Flag) {
  return { suspect: Number(flag === 3), failed: Number(flag > 3) }
}

const CountRow = z.object({ count: z.int() })

function series({ site, point, parameter }: RangeQuery): string {
  const tags = Object.entries({ site, point, parameter })
  return tags.map(([tag, value]) => `"${tag}" = ${quoted.stringLit(value)}`).join(' AND ')
}
