import './history.css'
import './read-out.css'
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { lastTransition, now, sites } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import type { Range } from '../../parts/chart/chart-data.ts'
import { within } from '../../parts/chart/range.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { goTo, linkTo, route } from '../../route.ts'
import { shellWords } from '../../words/shell.ts'
import { Chooser } from './chooser.tsx'
import { Exports } from './exports.tsx'
import { Legend } from './legend.tsx'
import { Panel, type PanelProps } from './panel.tsx'
import { RangeBar } from './range-bar.tsx'
import { type History as Answered, readAlarms, readHistories, readSurroundings } from './read-history.ts'
import { useEdge } from './use-edge.ts'
import { useElementWidth } from './use-element-width.ts'
import { useReturns } from './use-returns.ts'
import { useSettled } from './use-settled.ts'
import { useTail } from './use-tail.ts'
import { parseView, rangeOf, spanOf, type View, viewQuery } from './view.ts'
import { words } from './words.ts'

/** What the sensors of a site measured, one chart a series over one axis of time, from a year down to single readings. */
export function History() {
  const known = sites.value
  if (!known) return <Loading />
  const view = parseView(route.value.query, known)
  const site = known.find(({ id }) => id === view?.site)
  return (
    <section class="history">
      <h1>{words().title}</h1>
      {view && site ? (
        <Charts key={site.id} view={view} site={site} />
      ) : (
        <p class="empty">{shellWords().noSuchSite(view?.site ?? '')}</p>
      )}
    </section>
  )
}

function Charts({ view, site }: { view: View; site: Site }) {
  const drag = useSignal<'zoom' | 'pan'>(matchMedia('(pointer: coarse)').matches ? 'pan' : 'zoom')
  const cursor = useSignal<number | null>(null)
  const [list, width] = useElementWidth<HTMLUListElement>()
  const change = (changed: Partial<View>) =>
    goTo(linkTo(['history'], viewQuery({ ...view, ...changed }, site.zone)))
  const moving = useSettled<Range>((range) => change({ span: spanOf(range, now.peek()) }))
  const isLive = 'last' in view.span && moving.value === null
  const edge = useEdge(isLive, 'last' in view.span ? view.span.last / Math.max(200, width) : 0)
  const range = moving.value ?? rangeOf(view.span, edge)
  const move = (wanted: Range) => moving.set(within(wanted, now.peek()))

  const keys = view.series.join(',')
  const span = JSON.stringify(view.span)
  const asked = (signal: AbortSignal) => ({
    ...{ site, keys: view.series, signal, pixels: width * devicePixelRatio },
    range: rangeOf(view.span, now.peek()),
  })
  // Asked anew when the link lives again, and each minute while it goes on: what came late has its place in the midst.
  const returns = useReturns()
  const minute = 'last' in view.span ? Math.floor(edge / 60_000) : 0
  const round = `${returns} ${minute}`
  const about = [site.id, keys, span, Math.ceil(width / 100), round]
  const histories = useResource(
    (signal) => (width > 0 ? readHistories(asked(signal)) : Promise.resolve(null)),
    about,
  )
  const around = useResource((signal) => readSurroundings(asked(signal)), [site.id, keys, span, round])
  const alarms = useResource(
    (signal) => readAlarms(asked(signal)),
    [site.id, keys, span, round, lastTransition.value?.transition.offset],
  )
  const tail = useTail(site.id, view.series, histories.value)

  // What was drawn stays where asking again fails.
  const drawn = useRef(new Map<string, Answered>())
  for (const [key, history] of histories.value ?? []) {
    if (!('error' in history)) drawn.current.set(`${site.id}/${key}`, history)
  }
  const panels = view.series.map((key): PanelProps => {
    const history = histories.value?.get(key)
    return {
      ...{ site, id: key, range, cursor, drag: drag.value, isLive },
      history: history && drawn.current.get(`${site.id}/${key}`),
      error: history && 'error' in history ? history.error : null,
      retry: histories.reload,
      tail: tail.get(key) ?? [],
      limits: around.value?.limits.get(key),
      marks: around.value?.marks.get(key.split('/')[0] ?? ''),
      alarms: alarms.value?.alarms,
      onRange: move,
    }
  })

  return (
    <>
      <div class="controls">
        <Chooser view={view} site={site} onChange={change} />
        <RangeBar
          range={range}
          span={view.span}
          zone={site.zone}
          drag={drag.value}
          onDrag={(does) => {
            drag.value = does
          }}
          onRange={move}
          onSpan={(span) => change({ span })}
        />
      </div>
      <Legend />
      {(histories.error || around.error) && (
        <Failed
          error={histories.error ?? around.error}
          retry={() => {
            histories.reload()
            around.reload()
          }}
        />
      )}
      {alarms.error !== null && <p class="hint">{words().alarmsUnknown}</p>}
      {alarms.value?.more && <p class="hint">{words().moreAlarms}</p>}
      {view.series.length === 0 && <p class="empty">{words().noSeries}</p>}
      <ul class="panels" ref={list} aria-busy={histories.loading}>
        {panels.map((panel) => (
          <Panel key={panel.id} {...panel} />
        ))}
      </ul>
      <Exports site={site} range={range} panels={panels} />
    </>
  )
}
