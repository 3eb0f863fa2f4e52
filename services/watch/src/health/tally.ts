import type { Instant, Priority } from '@jernih/domain'
import { type Actor, createActors } from './actors.ts'
import { type Busiest, createBusiest } from './busiest.ts'
import { type Day, daysOf } from './days.ts'
import { type Episode, isWithheld } from './episode.ts'
import { createFloodMeter, type Flood, floodRule } from './floods.ts'
import { quantile } from './quantile.ts'

/** `[from, to)`, as it is known at `now`. */
export interface Window {
  from: Instant
  to: Instant
  now: Instant
  zone: string
  /** Operating positions among which the alarms are divided. */
  operators: number
}

/**
 * What a window's episodes come to. An episode belongs where it was raised. `raised`, `withheld`, `priorities`, `floodMs`, and how many
 * are `acknowledged` or not, add up, however a window is cut.
 */
export interface Tally {
  raised: number
  /** Raised while they were withheld from people; they count nowhere else. */
  withheld: number
  priorities: Record<Priority, number>
  busiest: { tenMinutes: Busiest | null; hour: Busiest | null }
  floods: Flood[]
  floodMs: number
  acknowledgement: {
    acknowledged: number
    unacknowledged: number
    medianMs: number | null
    p90Ms: number | null
    /** Until now, where nobody has yet; `MaximumUnAck`. */
    longestMs: number | null
  }
  /** Until now, where it still stands; `MaximumActiveState`. */
  longestActiveMs: number | null
  days: (Day & { raised: number; floodMs: number })[]
  /** The most frequent first. */
  actors: Actor[]
}

/** `lead` are the moments of alarms before the window, from a calm one on; `episodes` come in the order of raising. */
export function tally(
  { from, to, now, zone, operators }: Window,
  lead: Iterable<Instant>,
  episodes: Iterable<Episode>,
): Tally {
  const floods: Flood[] = []
  const meter = createFloodMeter(operators, (flood) => floods.push(flood))
  const tenMinutes = createBusiest(floodRule.spanMs)
  const hour = createBusiest(3_600_000)
  const accounts = createActors(now)
  const days = daysOf(from, to, zone).map((day) => ({ ...day, raised: 0, floodMs: 0 }))
  const priorities = { low: 0, medium: 0, high: 0, critical: 0 }
  const acknowledgedMs: number[] = []
  let [raised, withheld, day, longestMs, longestActiveMs] = [0, 0, 0, 0, 0]

  for (const at of lead) meter.raise(at)
  for (const episode of episodes) {
    const { raisedAt, endedAt, acknowledgedAt, priority } = episode
    if (isWithheld(episode.raisedAs)) {
      withheld += 1
      continue
    }
    raised += 1
    priorities[priority] += 1
    for (const meet of [meter, tenMinutes, hour]) meet.raise(raisedAt)
    accounts.see(episode)
    while (raisedAt >= (days[day]?.to ?? Number.POSITIVE_INFINITY)) day += 1
    const today = days[day]
    if (today) today.raised += 1
    if (acknowledgedAt !== null) acknowledgedMs.push(acknowledgedAt - raisedAt)
    longestMs = Math.max(longestMs, (acknowledgedAt ?? now) - raisedAt)
    longestActiveMs = Math.max(longestActiveMs, (endedAt ?? now) - raisedAt)
  }
  meter.pass(to)
  const current = meter.current()
  if (current) floods.push(current)
  const met = floods.filter((flood) => (flood.to ?? to) > from)
  for (const today of days) today.floodMs = floodedMs(met, today)
  return {
    raised,
    withheld,
    priorities,
    busiest: { tenMinutes: tenMinutes.found(), hour: hour.found() },
    floods: met,
    floodMs: floodedMs(met, { from, to }),
    acknowledgement: {
      acknowledged: acknowledgedMs.length,
      unacknowledged: raised - acknowledgedMs.length,
      medianMs: quantile(acknowledgedMs, 0.5),
      p90Ms: quantile(acknowledgedMs, 0.9),
      longestMs: raised > 0 ? longestMs : null,
    },
    longestActiveMs: raised > 0 ? longestActiveMs : null,
    days,
    actors: accounts.actors(),
  }
}

function floodedMs(floods: readonly Flood[], { from, to }: { from: Instant; to: Instant }): number {
  return floods.reduce((sum, flood) => {
    return sum + Math.max(0, Math.min(flood.to ?? to, to) - Math.max(flood.from, from))
  }, 0)
}
