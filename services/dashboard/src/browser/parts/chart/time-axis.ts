import { fromLocal, localTime, offsetMs } from '../../zone-time.ts'
import type { Range } from './chart-data.ts'

const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const dayMs = 24 * hour

/** Steps below a day, which begin at the site's midnight. */
const short = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * second),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * minute),
  ...[1, 2, 3, 6, 12].map((n) => n * hour),
]
const days = [1, 2, 7, 14]
const months = [1, 2, 3, 6, 12]

/** Places on the axis of time that a person at the site can name, at most `most` of them, oldest first. */
export function timeTicks({ from, to }: Range, zone: string, most: number): number[] {
  const width = (to - from) / Math.max(1, most)
  const step = short.find((step) => step >= width)
  if (step !== undefined) return shortTicks({ from, to }, zone, step)
  const inDays = days.find((count) => count * dayMs >= width)
  if (inDays !== undefined) return dayTicks({ from, to }, zone, inDays)
  return monthTicks({ from, to }, zone, months.find((count) => count * 28 * dayMs >= width) ?? 12)
}

/** What stands at them: the time, and below it the day where it is a new one; or the day, and the year. */
export function tickTexts(ticks: readonly number[], zone: string, locale: string): string[] {
  const [first = 0, second = first + hour] = ticks
  const step = second - first
  const locals = ticks.map((at) => localTime(at, zone))
  return locals.map((local, place) => {
    const before = locals[place - 1] ?? ''
    const day = named(local, locale, { day: 'numeric', month: 'short' })
    if (step < dayMs) {
      const clock = local.slice(11, step < minute ? 19 : 16).replaceAll(':', locale === 'id-ID' ? '.' : ':')
      return local.slice(0, 10) === before.slice(0, 10) ? clock : `${clock}\n${day}`
    }
    const name = step < 28 * dayMs ? day : named(local, locale, { month: 'short' })
    return local.slice(0, 4) === before.slice(0, 4) ? name : `${name}\n${local.slice(0, 4)}`
  })
}

function shortTicks({ from, to }: Range, zone: string, step: number): number[] {
  const offset = offsetMs(from, zone)
  const ticks: number[] = []
  for (let at = Math.ceil((from + offset) / step) * step - offset; at < to; at += step) ticks.push(at)
  return ticks
}

function dayTicks({ from, to }: Range, zone: string, count: number): number[] {
  const ticks: number[] = []
  const first = Math.floor((from + offsetMs(from, zone)) / (count * dayMs)) * count
  for (let number = first; ; number += count) {
    const at = fromLocal(number * dayMs, zone)
    if (at >= to) return ticks
    if (at >= from) ticks.push(at)
  }
}

function monthTicks({ from, to }: Range, zone: string, count: number): number[] {
  const ticks: number[] = []
  const first = new Date(from + offsetMs(from, zone))
  const january = first.getUTCFullYear() * 12
  for (let month = january; ; month += count) {
    const at = fromLocal(Date.UTC(Math.floor(month / 12), month % 12), zone)
    if (at >= to) return ticks
    if (at >= from) ticks.push(at)
  }
}

function named(local: string, locale: string, options: Intl.DateTimeFormatOptions): string {
  return new Date(`${local}Z`).toLocaleDateString(locale, { ...options, timeZone: 'UTC' })
}
