import { useRef } from 'preact/hooks'
import { now } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import type { Range } from '../../parts/chart/chart-data.ts'
import { toCsv } from './csv.ts'
import { nameSeries, type PanelProps } from './panel.tsx'
import { drawPng } from './png.ts'
import { append } from './tail.ts'
import { words } from './words.ts'

/** Takes what is seen away, as a table and as a picture. */
export function Exports({
  site,
  range,
  panels,
}: {
  site: Site
  range: Range
  panels: readonly PanelProps[]
}) {
  const row = useRef<HTMLDivElement>(null)
  const said = words()
  const drawn = panels.flatMap(({ id, history, tail, limits = [], isLive }) => {
    if (!history) return []
    const [point = '', parameter = ''] = id.split('/')
    const series = isLive ? append(history.series, tail) : history.series
    return { id, point, parameter, unit: history.unit, series, limits, title: nameSeries(site, id).title }
  })
  const name = `jernih-${site.id}-${new Date(range.to).toISOString().slice(0, 16).replaceAll(':', '')}`
  return (
    <div class="actions exports" ref={row}>
      <button
        type="button"
        disabled={drawn.length === 0}
        onClick={() => save(`${name}.csv`, csvFile(toCsv({ site, range, at: now.peek(), series: drawn })))}
      >
        {said.csv}
      </button>
      <button
        type="button"
        disabled={drawn.length === 0}
        onClick={async () =>
          save(`${name}.png`, await drawPng({ site, range, at: now.peek(), charts: drawn.map(withCanvas) }))
        }
      >
        {said.png}
      </button>
    </div>
  )

  function withCanvas<Each extends { id: string }>(each: Each): Each & { canvas: HTMLCanvasElement | null } {
    const page = row.current?.closest('.history')
    const canvas = page?.querySelector<HTMLCanvasElement>(`[data-series="${CSS.escape(each.id)}"] canvas`)
    return { ...each, canvas: canvas ?? null }
  }
}

/** The mark of UTF-8 in front: some spreadsheets guess otherwise. */
function csvFile(text: string): Blob {
  return new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' })
}

function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // Not at once: the browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
