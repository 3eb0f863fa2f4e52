import './chart.css'
import type { ReadonlySignal } from '@preact/signals'
import { useSignalEffect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import { theme } from '../../theme.ts'
import { language } from '../../words/language.ts'
import { buildPlot, refresh, type Shown } from './build-plot.ts'
import { type ChartSeries, type LimitSpan, type Mark, type Range, toColumns } from './chart-data.ts'
import { readColours } from './colours.ts'
import { bindGestures } from './gestures.ts'

export interface ChartProps {
  /** For screen readers: what this shows. */
  label: string
  series: ChartSeries
  /** What is seen; `onRange` asks for another. */
  range: Range
  /** IANA name of the site's zone, in which times are shown. */
  zone: string
  decimals: number
  limits?: readonly LimitSpan[]
  marks?: readonly Mark[]
  height?: number
  /** Where the cursor stands, Unix ms; charts that share it move together. */
  cursor: ReadonlySignal<number | null>
  onCursor(at: number | null): void
  /** What a drag does; Shift turns it round. */
  drag?: 'zoom' | 'pan'
  /** Somebody zoomed or panned. */
  onRange(range: Range): void
  /** The keyboard, while the chart has the focus. */
  onKeyDown?: (event: KeyboardEvent) => void
}

const none: readonly never[] = []

/** One series over time, with its limits, its gaps and its flags. The wheel zooms with Ctrl held, or once the chart has the focus. */
export function Chart(props: ChartProps) {
  const {
    label,
    series,
    range,
    zone,
    decimals,
    limits = none,
    marks = none,
    height = 220,
    cursor,
    onKeyDown,
  } = props
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  const columns = useMemo(() => toColumns(series), [series])
  const shown = useRef<Shown>(null as unknown as Shown)
  const given = useRef(props)
  given.current = props
  shown.current = { series, columns, limits, marks, range, zone, decimals, colours: shown.current?.colours }

  useEffect(() => {
    const element = host.current
    if (!element) return
    shown.current.colours = readColours()
    const made = buildPlot(element, height, () => shown.current)
    plot.current = made
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    resized.observe(element)
    const release = bindGestures(made.over, {
      range: () => given.current.range,
      drag: () => given.current.drag ?? 'zoom',
      wheelZooms: () => element.contains(document.activeElement),
      onCursor: (at) => given.current.onCursor(at),
      onRange: (wanted) => given.current.onRange(wanted),
      onSelect: (span) => select(made, span),
    })
    const dark = matchMedia('(prefers-color-scheme: dark)')
    const repaint = () => {
      shown.current.colours = readColours()
      made.redraw(true, true)
    }
    dark.addEventListener('change', repaint)
    return () => {
      dark.removeEventListener('change', repaint)
      release()
      resized.disconnect()
      made.destroy()
      plot.current = null
    }
  }, [height])

  useEffect(() => {
    if (plot.current) refresh(plot.current, shown.current)
  }, [columns, range.from, range.to, limits, marks, zone, language.value])

  useSignalEffect(() => {
    theme.value
    if (!plot.current) return
    shown.current.colours = readColours()
    plot.current.redraw(true, true)
  })

  useSignalEffect(() => place(plot.current, cursor.value))
  useEffect(() => place(plot.current, cursor.peek()))

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys zoom and pan
    <div ref={host} class="chart" role="application" aria-label={label} tabIndex={0} onKeyDown={onKeyDown} />
  )
}

/** The cursor's line; out of sight where there is none. */
function place(plot: uPlot | null, at: number | null): void {
  if (!plot) return
  const left = at === null ? -10 : plot.valToPos(at, 'x')
  plot.setCursor({ left: left < 0 || left > plot.over.clientWidth ? -10 : left, top: 0 }, false)
}

function select(plot: uPlot, span: [number, number] | null): void {
  const { clientWidth: width, clientHeight: height } = plot.over
  const [a, b] = span ?? [0, 0]
  plot.setSelect(
    { left: Math.min(a, b) * width, width: Math.abs(a - b) * width, top: 0, height: span ? height : 0 },
    false,
  )
}
