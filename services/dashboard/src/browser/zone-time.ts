const secondMs = 1_000
const minuteMs = 60 * secondMs

/** `2026-11-24T09:13:12` as the zone's clocks show it. */
export function localTime(at: string | number, zone: string): string {
  return new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')
}

/** The zone's calendar day, `2026-11-24`. */
export function dayIn(zone: string, at: number): string {
  return new Date(at).toLocaleDateString('sv-SE', { timeZone: zone })
}

/** What makes the zone's local time of UTC, in ms. */
export function offsetMs(at: number, zone: string): number {
  return Date.parse(`${localTime(at, zone)}Z`) - Math.floor(at / secondMs) * secondMs
}

/** The moment at which the zone's clocks show `local`, Unix ms as if it were UTC. */
export function fromLocal(local: number, zone: string): number {
  const guess = local - offsetMs(local, zone)
  return local - offsetMs(guess, zone)
}

/** `2026-11-24T09:13:12+07:00`, with its milliseconds where it has any. */
export function formatWithOffset(at: number, zone: string): string {
  const minutes = Math.round(offsetMs(at, zone) / minuteMs)
  const parts = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  const offset = parts.map((part) => String(part).padStart(2, '0')).join(':')
  const fraction = at % secondMs === 0 ? '' : `.${String(at % secondMs).padStart(3, '0')}`
  return `${localTime(at, zone)}${fraction}${minutes < 0 ? '-' : '+'}${offset}`
}
