import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReadingStore } from '@jernih/store'
import { openInflux1Store } from '@jernih/store/influx1'
import { hasServer, type Server, startInfluxd } from '@jernih/store/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually, openStation, type Station, start } from './testing/station.ts'

/** Past the last nanosecond that InfluxDB can tell, in 2262. */
const tooLate = 9_300_000_000_000

describe.skipIf(!hasServer('influxd', process.env))('with a real InfluxDB 1.x', () => {
  let directory: string
  let influxd: Server
  let station: Station
  let store: ReadingStore
  let database = 0

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'jernih-influxd-'))
    influxd = await startInfluxd({ directory })
  })
  beforeEach(async () => {
    station = await openStation()
    store = await openInflux1Store({ url: influxd.url, database: `test${database++}` })
  })
  afterEach(async () => {
    await store.close()
    await station.close()
  })
  afterAll(async () => {
    await influxd.stop()
    await rm(directory, { recursive: true })
  })

  it('R6: loses nothing while it is away, says how far it is behind, and catches up by itself', async () => {
    const clock = { now: () => start + 3_600_000 }
    const historian = await station.historian(store, { clock })
    await station.append([1, 2])
    await eventually(async () => expect((await historian.stored()).stored).toBe(2))

    await influxd.stop()
    await station.append([3], start + 600_000)
    await eventually(async () =>
      expect(await historian.lag()).toEqual({ entries: 1, readings: 1, seconds: 3_000 - 0.04 }),
    )
    for (let entry = 0; entry < 50; entry++) await station.append([4, 5])
    expect(await historian.lag()).toMatchObject({ entries: 51, readings: 101 })
    expect((await historian.stored()).stored).toBe(2)
    await eventually(() => expect(levels('error')).toBe(1))

    await influxd.start()
    await eventually(async () => expect((await historian.stored()).stored).toBe(103))
    expect(await store.count()).toBe(103)
    expect(await historian.lag()).toEqual({ entries: 0, readings: 0, seconds: 0 })
    expect(station.told.at(-1)).toMatchObject({ msg: 'the store takes readings again' })
    expect(levels('error')).toBe(1)
    await historian.close()
  })

  it('R6: starts without it', async () => {
    await influxd.stop()
    await station.append([1, 2])
    const historian = await station.historian(store)
    await eventually(() => expect(levels('error')).toBe(1))
    await influxd.start()
    await eventually(async () => expect((await historian.stored()).stored).toBe(2))
    await historian.close()
  })

  it('R3: sets the poisonous readings apart, stores the rest, and goes on', async () => {
    for (let entry = 0; entry < 40; entry++) await station.append([6, 7, 8], start + entry * 10_000)
    await station.append([6.6, 6.7], tooLate)
    await station.append([9], start + 900_000)
    const first = await station.historian(store)
    await eventually(async () =>
      expect(await first.stored()).toMatchObject({ stored: 121, cursor: 42, quarantined: 2 }),
    )
    expect(await store.count()).toBe(121)
    expect((await station.journal.totals()).accepted).toBe(121 + 2)
    const [newest] = await first.quarantined({ limit: 1 })
    expect(newest).toMatchObject({
      at: tooLate + 1_000,
      value: 6.7,
      offset: 40,
      site: 'mojokerto-batik',
      parameter: 'ph',
    })
    expect(newest?.reason).toMatch(/400/)
    expect(levels('warn')).toBe(1)
    await first.close()

    const second = await station.historian(store)
    await station.append([10], start + 950_000)
    await eventually(async () =>
      expect(await second.stored()).toMatchObject({ stored: 122, cursor: 43, quarantined: 2 }),
    )
    const rest = await second.quarantined({ before: newest?.id ?? 0, limit: 10 })
    expect(rest).toMatchObject([{ at: tooLate, value: 6.6 }])
    await second.close()
  })

  function levels(level: 'warn' | 'error'): number {
    return station.told.filter((line) => line['level'] === { warn: 40, error: 50 }[level]).length
  }
})
