import type uPlot from 'uplot'
import { type ChartSeries, type Columns, type LimitSpan, type Mark, middleOf } from './chart-data.ts'
import type { Colours } from './colours.ts'

/** What is drawn beside the line. Places are pixels of the canvas. */
export interface Drawing {
  series: ChartSeries
  columns: Columns
  limits: readonly LimitSpan[]
  marks: readonly Mark[]
  colours: Colours
}

/** Below the line: what is allowed, where the limit lies, and what went on. */
export function drawBeneath(plot: uPlot, { limits, marks, colours }: Drawing): void {
  const { ctx, bbox } = plot
  inside(plot, () => {
    for (const { from, to, low, high } of limits) {
      const [left, right] = [xOf(plot, from), xOf(plot, to)]
      const top = high === null ? bbox.top : yOf(plot, high)
      const bottom = low === null ? bbox.top + bbox.height : yOf(plot, low)
      ctx.globalAlpha = 0.4
      ctx.fillStyle = colours.allowed
      ctx.fillRect(left, top, right - left, bottom - top)
      ctx.globalAlpha = 1
      ctx.strokeStyle = colours.soft
      ctx.lineWidth = 1.5 * devicePixelRatio
      ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio])
      for (const edge of [low, high]) if (edge !== null) level(plot, left, right, yOf(plot, edge))
    }
    ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`
    const space = 4 * devicePixelRatio
    for (const { from, to, text } of marks) {
      const [left, right] = [xOf(plot, from), xOf(plot, to)]
      ctx.globalAlpha = 1
      ctx.fillStyle = colours.soft
      const [start, end] = [Math.max(bbox.left, left), Math.min(bbox.left + bbox.width, right)]
      const hasRoom = start + ctx.measureText(text).width + space <= bbox.left + bbox.width
      ctx.textAlign = hasRoom ? 'left' : 'right'
      ctx.fillText(text, hasRoom ? start + space : end - space, bbox.top + 13 * devicePixelRatio)
      ctx.globalAlpha = 0.25
      ctx.fillStyle = colours.faint
      ctx.fillRect(left, bbox.top, Math.max(2 * devicePixelRatio, right - left), bbox.height)
    }
  })
}

/** Above the line: what is over a limit as a thicker line, samples that are alone, those in doubt as diamonds, failed ones as crosses. */
export function drawAbove(plot: uPlot, drawing: Drawing): void {
  inside(plot, () => {
    drawBreaches(plot, drawing)
    drawAlone(plot, drawing)
    drawFlags(plot, drawing)
  })
}

function drawBreaches(plot: uPlot, { columns, limits, colours }: Drawing): void {
  const { ctx, bbox } = plot
  const line = lineOf(plot, columns)
  for (const { from, to, low, high } of limits) {
    const [left, right] = [xOf(plot, from), xOf(plot, to)]
    const outside = new Path2D()
    if (high !== null) outside.rect(left, bbox.top, right - left, yOf(plot, high) - bbox.top)
    if (low !== null)
      outside.rect(left, yOf(plot, low), right - left, bbox.top + bbox.height - yOf(plot, low))
    ctx.save()
    ctx.clip(outside)
    ctx.strokeStyle = colours.critical
    ctx.lineWidth = 3 * devicePixelRatio
    ctx.stroke(line)
    ctx.restore()
  }
}

/** The means, broken where the line is. */
function lineOf(plot: uPlot, { data }: Columns): Path2D {
  const path = new Path2D()
  let isOn = false
  for (const [row, mean] of data[1].entries()) {
    if (mean === undefined) continue
    if (mean === null) isOn = false
    else {
      const [x, y] = [xOf(plot, data[0][row] ?? 0), yOf(plot, mean)]
      if (isOn) path.lineTo(x, y)
      else path.moveTo(x, y)
      isOn = true
    }
  }
  return path
}

function drawAlone(plot: uPlot, { columns, colours }: Drawing): void {
  const [times, means] = columns.data
  plot.ctx.fillStyle = colours.water
  for (const [row, mean] of means.entries()) {
    const isAlone = typeof mean === 'number' && means[row - 1] == null && means[row + 1] == null
    if (isAlone) dot(plot, xOf(plot, times[row] ?? 0), yOf(plot, mean))
  }
}

/** One mark of a kind for so many pixels, or they would hide the line. */
const apart = 7

function drawFlags(plot: uPlot, { series, colours }: Drawing): void {
  const { ctx, bbox } = plot
  const shapes = {
    3: { draw: diamond, colour: colours.medium },
    4: { draw: cross, colour: colours.critical },
  }
  for (const flag of [3, 4] as const) {
    const { draw, colour } = shapes[flag]
    let last = Number.NEGATIVE_INFINITY
    ctx.strokeStyle = colour
    ctx.fillStyle = colours.surface
    ctx.lineWidth = 2 * devicePixelRatio
    for (const sample of series.samples) {
      if ((flag === 3 ? sample.suspect : sample.failed) === 0) continue
      const x = xOf(plot, middleOf(sample, series))
      if (x - last < apart * devicePixelRatio) continue
      last = x
      const edge = 6 * devicePixelRatio
      const y = Math.min(bbox.top + bbox.height - edge, Math.max(bbox.top + edge, yOf(plot, sample.mean)))
      draw(ctx, x, y)
    }
  }
}

function diamond(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  const r = 4.5 * devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x, y - r)
  ctx.lineTo(x + r, y)
  ctx.lineTo(x, y + r)
  ctx.lineTo(x - r, y)
  ctx.closePath()
  ctx.fill()
  ctx.stroke()
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number): void {
  const r = 4 * devicePixelRatio
  ctx.beginPath()
  ctx.moveTo(x - r, y - r)
  ctx.lineTo(x + r, y + r)
  ctx.moveTo(x - r, y + r)
  ctx.lineTo(x + r, y - r)
  ctx.stroke()
}

function dot({ ctx }: uPlot, x: number, y: number): void {
  ctx.beginPath()
  ctx.arc(x, y, 2.2 * devicePixelRatio, 0, 2 * Math.PI)
  ctx.fill()
}

function level({ ctx }: uPlot, left: number, right: number, y: number): void {
  ctx.beginPath()
  ctx.moveTo(left, y)
  ctx.lineTo(right, y)
  ctx.stroke()
}

function inside({ ctx, bbox }: uPlot, draw: () => void): void {
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  draw()
  ctx.restore()
}

function xOf(plot: uPlot, at: number): number {
  return plot.valToPos(at, 'x', true)
}

function yOf(plot: uPlot, value: number): number {
  return plot.valToPos(value, 'y', true)
}
