import { dayIn, formatCitation, formatDay, formatLimit, formatTime } from '../../format.ts'
import type { Site } from '../../link/wire.ts'
import type { LimitSpan, Range } from '../../parts/chart/chart-data.ts'
import { readColours } from '../../parts/chart/colours.ts'
import { words } from './words.ts'

export interface PngOptions {
  site: Site
  range: Range
  /** Unix ms. */
  at: number
  charts: readonly {
    title: string
    unit: string
    limits: readonly LimitSpan[]
    /** Null where the chart is not on the page. */
    canvas: HTMLCanvasElement | null
  }[]
}

/** In CSS pixels. */
const margin = 16
const line = 20
const font = 'system-ui, sans-serif'

/** The charts as they are seen, with all that says what they are: site, range, zone, limits with their citations, when it was made. */
export async function drawPng({ site, range, at, charts }: PngOptions): Promise<Blob> {
  const ratio = devicePixelRatio
  const colours = readColours()
  const said = words()
  const parts = charts.flatMap(({ canvas, title, unit, limits }) => {
    if (!canvas) return []
    const seen = limits.filter(({ from, to }) => to > range.from && from < range.to)
    const notes = seen.map((limit) => said.limit(formatLimit(limit), formatCitation(limit.citation)))
    return { canvas, heading: unit === '' ? title : `${title} (${unit})`, notes }
  })
  const width = Math.max(320 * ratio, ...parts.map(({ canvas }) => canvas.width)) + 2 * margin * ratio
  const heads = parts.reduce(
    (sum, { canvas, notes }) => sum + canvas.height + (2 + notes.length) * line * ratio,
    0,
  )
  const picture = document.createElement('canvas')
  picture.width = width
  picture.height = heads + (2 * margin + 4 * line) * ratio
  const context = picture.getContext('2d')
  if (!context) throw new Error('this browser has no canvas')
  context.fillStyle = colours.surface
  context.fillRect(0, 0, picture.width, picture.height)

  let y = margin * ratio
  const write = (text: string, colour: string, style: string) => {
    context.fillStyle = colour
    context.font = style
    context.textBaseline = 'top'
    context.fillText(text, margin * ratio, y, width - 2 * margin * ratio)
    y += line * ratio
  }
  const normal = `${13 * ratio}px ${font}`
  const bold = `600 ${15 * ratio}px ${font}`
  write(site.name, colours.ink, bold)
  write(
    `${whole(range.from, site.zone)} – ${whole(range.to, site.zone)} (${site.zone})`,
    colours.soft,
    normal,
  )
  const { mean, envelope, allowed, suspect, failed } = said.legend
  write(`━ ${mean}   ▒ ${envelope}   ┅ ${allowed}   ◇ ${suspect}   ✕ ${failed}`, colours.soft, normal)
  for (const { canvas, heading, notes } of parts) {
    y += (line / 2) * ratio
    write(heading, colours.ink, bold)
    for (const note of notes) write(note, colours.soft, normal)
    context.drawImage(canvas, margin * ratio, y)
    y += canvas.height + (line / 2) * ratio
  }
  write(said.made(whole(at, site.zone)), colours.soft, normal)
  return new Promise((resolve, reject) => {
    picture.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
      'image/png',
    )
  })
}

/** A time with its day and year, for whoever looks at the picture some day. */
function whole(at: number, zone: string): string {
  const clock = formatTime(at, zone).split(' ').slice(-2).join(' ')
  return `${formatDay(dayIn(zone, at))} ${clock}`
}
