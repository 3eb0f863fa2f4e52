import { element, say } from './element.ts'
import { dayIn, formatAge, formatLimit, formatTime, formatValue } from './format.ts'
import { ageOf, isAhead, isStale, seriesKey, serverNow, state, text } from './state.ts'
import type { Limit, Parameter, Point, Site } from './wire.ts'

/** One series on the screen; `update` is called every second and after each event. */
export interface Tile {
  root: HTMLElement
  update(): void
}

export function createTile(site: Site, point: Point, parameter: Parameter): Tile {
  const { name, unit, decimals, limit } = parameter
  const key = seriesKey({ site: site.id, point: point.id, parameter: parameter.parameter })
  const { language } = state
  const words = text()

  const value = element('span', { class: 'value' })
  const verdict = element('span', { class: 'verdict' })
  const age = element('span', { class: 'age' })
  const quality = element('span', { class: 'quality' })
  const gauge = limit ? createGauge(limit) : null
  const root = element(
    'li',
    { class: 'tile', 'data-series': key },
    element(
      'div',
      { class: 'heading' },
      element('h4', {}, name[language]),
      element('span', { class: 'limit' }, limit ? formatLimit(limit, { text: words, language }) : ''),
    ),
    element('p', { class: 'figure' }, value, element('span', { class: 'unit' }, unit), verdict),
    ...(gauge ? [gauge.root] : []),
    element('p', { class: 'facts' }, quality, age),
  )
  if (limit) root.title = citationOf(limit)

  return {
    root,
    update() {
      const reading = state.latest.get(key)
      if (!reading) {
        root.dataset['state'] = 'none'
        say(value, '—')
        say(age, words.never)
        return
      }
      const ageMs = ageOf(reading)
      const stale = isStale(ageMs, point)
      const breach = stale || reading.flag === 4 ? null : breachOf(reading.value, limit)
      const shown = formatValue(reading.value, decimals, language)
      root.dataset['state'] = stale ? 'stale' : breach ? 'breach' : 'fresh'
      root.dataset['flag'] = String(reading.flag)
      say(value, stale ? '—' : shown)
      say(verdict, breach ? words[breach] : '')
      say(quality, stale ? words.lastValue(`${shown} ${unit}`.trim()) : words.flags[reading.flag])
      const ago = words.ago(formatAge(ageMs, words))
      say(age, isAhead(reading) ? `${ago}, ${words.ahead}` : ago)
      age.title = formatTime(reading.at, { zone: site.zone, today: dayIn(site.zone, serverNow()), language })
      gauge?.show(stale ? null : reading.value)
    },
  }
}

function breachOf(value: number, limit: Limit | null): 'above' | 'below' | null {
  if (limit?.high != null && value > limit.high) return 'above'
  return limit?.low != null && value < limit.low ? 'below' : null
}

function citationOf({ citation }: Limit): string {
  const { source, clause, verified } = citation
  return [source, clause, verified ? undefined : text().unverified].filter(Boolean).join(', ')
}

/** Where the value stands against its limit: the middle of the bar is what the limit allows. */
function createGauge({ low, high }: Limit) {
  const span = low !== null && high !== null ? high - low : (high ?? low ?? 1)
  const start = low === null ? 0 : low - span / 2
  const end = high === null ? (low ?? 0) + span : high + span / 2
  const share = (value: number) => Math.min(1, Math.max(0, (value - start) / (end - start)))
  const mark = element('span', { class: 'mark', hidden: '' })
  const allowed = element('span', { class: 'allowed' })
  allowed.style.setProperty('--from', String(share(low ?? start)))
  allowed.style.setProperty('--to', String(share(high ?? end)))
  return {
    root: element('div', { class: 'gauge', 'aria-hidden': 'true' }, allowed, mark),
    show(value: number | null) {
      mark.hidden = value === null
      if (value !== null) mark.style.setProperty('--at', String(share(value)))
    },
  }
}
