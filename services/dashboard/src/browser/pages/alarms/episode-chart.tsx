import { computed, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { now, placeOf, siteOf } from '../../link/live.ts'
import type { Alarm } from '../../link/wire.ts'
import { Chart } from '../../parts/chart/chart.tsx'
import type { Range } from '../../parts/chart/chart-data.ts'
import { within } from '../../parts/chart/range.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { linkTo } from '../../route.ts'
import { language } from '../../words/language.ts'
import { formatWithOffset } from '../../zone-time.ts'
import { readHistories, readSurroundings } from '../history/read-history.ts'
import { words } from './words.ts'

/** Seen before and after the episode, at least. */
const leastAirMs = 15 * 60_000
/** While the episode stands its chart is read again so often. */
const refreshMs = 30_000
const round = computed(() => Math.floor(now.value / refreshMs))

/** The episode's series around it, with its limits and its own span marked. */
export function EpisodeChart({ alarm }: { alarm: Alarm }) {
  const said = words()
  const site = siteOf(alarm.site)
  const key = `${alarm.point}/${alarm.parameter}`
  const cursor = useSignal<number | null>(null)
  const zoomed = useSignal<Range | null>(null)
  const since = Date.parse(alarm.since)
  const ended = alarm.status === 'cleared' ? Date.parse(alarm.clearedAt) : null
  const standingRound = ended === null ? round.value : 0
  const span = useMemo(() => ({ from: since, to: ended ?? now.peek() }), [since, ended, standingRound])
  const usual = useMemo(() => around(span, now.peek()), [span])
  const range = zoomed.value ?? usual
  const read = useResource(
    async (signal) => {
      if (!site) return null
      const asked = { site, keys: [key], range, pixels: 600, signal }
      const [histories, surroundings] = await Promise.all([readHistories(asked), readSurroundings(asked)])
      return { history: histories.get(key), limits: surroundings.limits.get(key) ?? [] }
    },
    [alarm.id, site?.id, range.from, range.to],
  )
  const marks = useMemo(() => [{ ...span, text: said.episode }], [span, said])
  if (!site) return null
  const { history, limits } = read.value ?? {}
  const { parameter } = placeOf(alarm)
  const name = parameter?.name[language.value] ?? alarm.parameter ?? ''
  const error = read.error ?? (history && 'error' in history ? history.error : null)
  const asked = { from: formatWithOffset(range.from, site.zone), to: formatWithOffset(range.to, site.zone) }
  return (
    <section class="panel stack">
      <h3>{said.chart}</h3>
      {error != null && <Failed error={error} retry={read.reload} />}
      {!read.value && !error && <Loading />}
      {history && 'series' in history && (
        <Chart
          label={said.chartOf(name)}
          series={history.series}
          range={range}
          zone={site.zone}
          decimals={parameter?.decimals ?? 2}
          limits={limits ?? []}
          marks={marks}
          cursor={cursor}
          onCursor={(at) => (cursor.value = at)}
          onRange={(wanted) => (zoomed.value = within(wanted, now.peek()))}
        />
      )}
      <p>
        <a href={linkTo(['history'], { site: site.id, series: key, ...asked })}>{said.inHistory}</a>
      </p>
    </section>
  )
}

/** Half as much again before and after it. */
function around({ from, to }: Range, latest: number): Range {
  const air = Math.max(leastAirMs, (to - from) / 2)
  return within({ from: from - air, to: Math.min(latest, to + air) }, latest)
}
