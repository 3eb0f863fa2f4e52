import type { Alarm, Latest, SiteId, Transition } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { Sites } from '@jernih/sites'
import { viewAlarm, viewTransition } from '../alarm-view.ts'
import { viewLatest, zoneOf } from '../latest-view.ts'

/** One event as bytes. Without `id` the client's `Last-Event-ID` stays what it was. */
export function encodeEvent(event: string, data: unknown, id: Offset | null): Uint8Array {
  const idLine = id === null ? '' : `id: ${id}\n`
  return Buffer.from(`event: ${event}\ndata: ${JSON.stringify(data)}\n${idLine}\n`)
}

/**
 * A part of the stream that all clients share. It is encoded when the first client wants it, once for each site filter,
 * and never when nobody does. `whole`: whoever has it has everything below `offset`, so that it may carry the id.
 */
export interface Piece {
  kind: 'readings' | 'alarms'
  offset: Offset
  whole: boolean
  /** How many readings or transitions it holds. */
  size: number
  /** Null where nothing in it is of that site. */
  bytes(site: SiteId | null, withId: boolean): Uint8Array | null
}

export interface ReadingPiece extends Piece {
  kind: 'readings'
  latest: readonly Latest[]
}

export function createReadingPiece(
  latest: readonly Latest[],
  offset: Offset,
  { sites, now }: { sites: Sites; now: () => number },
): ReadingPiece {
  return {
    kind: 'readings',
    offset,
    whole: true,
    size: latest.length,
    latest,
    bytes: encodedOnce((site, id) => {
      const mine = site === null ? latest : latest.filter((reading) => reading.site === site)
      if (mine.length === 0) return null
      const at = now()
      return encodeEvent(
        'reading',
        mine.map((reading) => viewLatest(reading, sites, at)),
        id,
      )
    }, offset),
  }
}

/** The transitions of one step, one event each; the last one carries the id. */
export function createAlarmPiece(
  changes: readonly { alarm: Alarm; transition: Transition }[],
  offset: Offset,
  { sites, whole }: { sites: Sites; whole: boolean },
): Piece {
  return {
    kind: 'alarms',
    offset,
    whole,
    size: changes.length,
    bytes: encodedOnce((site, id) => {
      const mine = site === null ? changes : changes.filter(({ alarm }) => alarm.site === site)
      if (mine.length === 0) return null
      const events = mine.map(({ alarm, transition }, place) => {
        const zone = zoneOf(sites, alarm.site)
        const data = { alarm: viewAlarm(alarm, zone), transition: viewTransition(transition, zone) }
        return encodeEvent('alarm', data, place === mine.length - 1 ? id : null)
      })
      return Buffer.concat(events)
    }, offset),
  }
}

function encodedOnce(
  encode: (site: SiteId | null, id: Offset | null) => Uint8Array | null,
  offset: Offset,
): Piece['bytes'] {
  const encoded = new Map<string, Uint8Array | null>()
  return (site, withId) => {
    const key = `${site ?? ''} ${withId}`
    const known = encoded.get(key)
    if (known !== undefined) return known
    const bytes = encode(site, withId ? offset : null)
    encoded.set(key, bytes)
    return bytes
  }
}
