import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Parameter, Site } from '@jernih/domain'
import { openSqliteStore, type ReadingStore } from '@jernih/store'
import { openRehearsals } from '@jernih/watch'
import { type BenchmarkOptions, mediansOf } from './options.ts'

const days = 90
const minuteMs = 60_000
const minutesADay = 1_440
/** Saturday 1 August 2026, midnight in Mojokerto. */
const start = Date.parse('2026-08-01T00:00:00+07:00')
const end = start + days * minutesADay * minuteMs

/**
 * How long it takes to rehearse a longer on-delay and five rules over windows, over ninety days of one outlet that told five parameters once a minute to the
 * embedded store: COD is over its limit for twenty minutes a day, and pH flutters about it for an hour..
 */
export async function benchRehearsal({ runs }: BenchmarkOptions) {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-bench-'))
  const store = await openSqliteStore({ directory })
  const rehearsals = openRehearsals({ store: { STORE: 'sqlite', JERNIH_DATA_DIR: directory } })
  try {
    await fill(store)
    const asked = { present: siteWith(60, {}), changed: siteWith(300, windows), from: start, to: end }
    const figures = await mediansOf(runs, async () => {
      const begun = performance.now()
      const used = process.cpuUsage()
      const report = await rehearsals.rehearse(asked, new AbortController().signal)
      if (typeof report === 'string') throw new Error(report)
      const { user, system } = process.cpuUsage(used)
      return {
        processorSeconds: (user + system) / 1e6,
        seconds: (performance.now() - begun) / 1_000,
        readings: report.readings,
        before: report.before.raised,
        after: report.after.raised,
      }
    })
    return { ...figures, days, runs }
  } finally {
    await rehearsals.close()
    await store.close()
    await rm(directory, { recursive: true })
  }
}

const windows = {
  repeated: { count: 3, of: 5 },
  ...{ mean2Minutes: {}, meanHour: {}, meanDay: {} },
  rate: { risingPerHour: 1_000 },
}

function siteWith(onDelaySeconds: number, rules: object): Site {
  return Site.parse({
    id: 'bench',
    name: 'Bench',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
    rules: { limit: { onDelaySeconds } },
    points: [
      {
        id: 'outlet',
        name: { id: 'Outlet', en: 'Outlet' },
        kind: 'outlet',
        parameters: { cod: { windows: rules }, ph: {}, tss: {}, nh3n: {}, flow: {} },
      },
    ],
  })
}

async function fill(store: ReadingStore): Promise<void> {
  const [point] = siteWith(60, {}).points
  if (!point) return
  const place = { site: siteWith(60, {}).id, point: point.id, flag: 1, fresh: true } as const
  for (let day = 0; day < days; day++) {
    const readings = Array.from({ length: minutesADay }, (_, minute) => {
      const at = start + (day * minutesADay + minute) * minuteMs
      return valuesAt(minute).map(([parameter, value]) => ({ ...place, parameter, value, at, received: at }))
    })
    await store.write(readings.flat())
  }
}

function valuesAt(minute: number): [Parameter, number][] {
  const isOver = minute >= 600 && minute < 620
  const flutters = minute >= 800 && minute < 860 && minute % 3 === 0
  return [
    ['cod', (isOver ? 170 : 90) + ((minute * 13) % 20)],
    ['ph', flutters ? 9.2 : 7 + ((minute * 7) % 10) / 10],
    ['tss', 20 + ((minute * 11) % 10)],
    ['nh3n', 1 + ((minute * 3) % 10) / 10],
    ['flow', 0.5 + ((minute * 17) % 10) / 10],
  ]
}
