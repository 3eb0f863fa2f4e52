import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatValue, locale } from '../../format.ts'
import { type Range, valueRange } from './chart-data.ts'
import type { Colours } from './colours.ts'
import { type Drawing, drawAbove, drawBeneath } from './draw.ts'
import { tickTexts, timeTicks } from './time-axis.ts'

/** What a plot shows; it is read anew at each drawing. */
export interface Shown extends Drawing {
  range: Range
  zone: string
  decimals: number
}

/** Pixels that a label on the axis of time needs. */
const labelWidth = 76
/** The same for all, so that the plots of one page stand exactly below one another. */
export const valueAxisWidth = 58
const timeAxisHeight = 38
const font = '12px system-ui, sans-serif'

/** A plot in `host`: the mean as a line within the envelope of all that was measured. Nothing moves it but its owner. */
export function buildPlot(host: HTMLElement, height: number, shown: () => Shown): uPlot {
  const colour = (name: keyof Colours) => () => shown().colours[name]
  const grid = { stroke: colour('line'), width: 1 }
  const axis = { font, stroke: colour('soft'), grid, ticks: { ...grid, size: 5 } }
  const edge = { stroke: 'transparent', width: 0, points: { show: false } }
  const plot = new uPlot(
    {
      width: host.clientWidth,
      height,
      ms: 1,
      legend: { show: false },
      padding: [8, 10, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, bind: silent, points: { size: 7, width: 2 } },
      scales: {
        x: { time: true, auto: false, ...minMax(shown().range) },
        y: { range: () => valueRangeOf(shown()) },
      },
      axes: [
        {
          ...axis,
          size: timeAxisHeight,
          lineGap: 1.2,
          splits: ({ width }) =>
            timeTicks(shown().range, shown().zone, Math.floor((width - valueAxisWidth) / labelWidth)),
          values: (_, ticks) => tickTexts(ticks, shown().zone, locale()),
        },
        {
          ...axis,
          size: valueAxisWidth,
          values: (_, ticks) => ticks.map((tick) => formatValue(tick, digitsOf(ticks))),
        },
      ],
      series: [
        {},
        { stroke: colour('water'), width: 1.6, points: { show: false } },
        { ...edge },
        { ...edge },
      ],
      bands: [{ series: [3, 2], fill: () => `${shown().colours.water}40` }],
      hooks: {
        drawAxes: [(plot) => drawBeneath(plot, shown())],
        draw: [(plot) => drawAbove(plot, shown()), told],
      },
    },
    shown().columns.data,
    host,
  )
  return plot
}

/** Puts what is to be shown now into the plot. */
export function refresh(plot: uPlot, { columns, range }: Shown): void {
  plot.batch(() => {
    plot.setData(columns.data, false)
    plot.setScale('x', minMax(range))
  })
}

/** `jernih:drawn`, for whoever measures how fast it is: the newest alone is kept. */
function told(): void {
  performance.clearMarks('jernih:drawn')
  performance.mark('jernih:drawn')
}

/** The plot's own handling of the mouse is off; see `gestures.ts`. */
const silent = Object.fromEntries(
  ['mousedown', 'mouseup', 'click', 'dblclick', 'mousemove', 'mouseleave', 'mouseenter'].map((kind) => [
    kind,
    () => null,
  ]),
)

function minMax({ from, to }: Range) {
  return { min: from, max: to }
}

function valueRangeOf({ series, limits, range }: Shown): [number, number] {
  const reach = series.resolutionMs ?? 0
  const seen = series.samples.filter(({ at }) => at + reach >= range.from && at < range.to)
  const inForce = limits.filter(({ from, to }) => to > range.from && from < range.to)
  return valueRange(seen, inForce)
}

/** As many decimals as tell the ticks apart, up to what anybody reads. */
function digitsOf([first = 0, second = first + 1]: readonly number[]): number {
  const digits = -Math.floor(Math.log10(second - first) + 1e-9)
  return Math.min(6, Math.max(0, digits))
}
