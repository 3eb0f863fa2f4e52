import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Parameter, PointId, SiteId } from '@jernih/domain'
import { openSqliteStore, type StoredReading } from '@jernih/store'

const minuteMs = 60_000
const place = { site: SiteId.parse('mojokerto-batik'), point: PointId.parse('outlet') }

/** What a series had at that minute, counted from `from`; null where nothing came. */
export type ValueAt = (minute: number) => Pick<StoredReading, 'value' | 'flag'> | null

/**
 * Puts readings of Mojokerto's outlet, one a minute in `[from, to)`, into the embedded store of a station that is to be started in `directory`: a
 * month of them takes a second, where its messages would take minutes.
 */
export async function fillHistory(options: {
  directory: string
  from: number
  to: number
  series: Readonly<Partial<Record<Parameter, ValueAt>>>
}): Promise<void> {
  const { directory, from, to, series } = options
  const data = join(directory, 'data')
  await mkdir(data, { recursive: true })
  const store = await openSqliteStore({ directory: data })
  try {
    for (const [parameter, valueAt] of Object.entries(series)) {
      const minutes = Math.ceil((to - from) / minuteMs)
      const readings = Array.from({ length: minutes }, (_, minute) => {
        const at = from + minute * minuteMs
        const had = valueAt(minute)
        return had && { ...place, ...had, parameter: parameter as Parameter, at, received: at, fresh: true }
      })
      await store.write(readings.filter((reading) => reading !== null))
    }
  } finally {
    await store.close()
  }
}
