import { BatchRefused, type StoredReading } from './store.ts'

/**
 * The batch in InfluxDB's line protocol, times in ms; the first of two readings of one series and time stands alone, where
 * InfluxDB 1.x would keep the last. Identifiers and parameters need no escaping. Throws
 * {@link BatchRefused} for what no line can hold.
 */
export function encodeLines(batch: readonly StoredReading[]): string[] {
  const points = new Map<string, string>()
  for (const { site, point, parameter, at, value, flag, received } of batch) {
    if (!Number.isFinite(value)) throw new BatchRefused(`${value} is not a number that InfluxDB can hold`)
    const key = `${at} reading,parameter=${parameter},point=${point},site=${site}`
    if (points.has(key)) continue
    points.set(key, `value=${float(value)},flag=${flag}i,received=${received}i`)
  }
  return Array.from(points, ([key, fields]) => {
    const space = key.indexOf(' ')
    return `${key.slice(space + 1)} ${fields} ${key.slice(0, space)}`
  })
}

/** The shortest decimal that reads back to the very same float; `String` alone would lose the sign of −0. */
function float(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}
