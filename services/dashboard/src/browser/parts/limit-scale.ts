import type { Limit } from '../link/wire.ts'

type Band = Pick<Limit, 'low' | 'high'>

/**
 * How much of the way to its limit a value has gone: 1 on it, above 1 beyond. Within a band the way is from its middle. A limit of 0 or
 * below is all of it.
 */
export function shareOf({ low, high }: Band, value: number): number {
  if (low !== null && high !== null) return Math.abs(value - (low + high) / 2) / ((high - low) / 2)
  if (high !== null) return high > 0 ? Math.max(0, value / high) : 1
  return value > 0 ? Math.max(0, (low ?? 0) / value) : 1
}

/** Where on a bar from 0 to 1 a value stands, and which part of the bar the limit allows. */
export function createScale({ low, high }: Band) {
  const span = low !== null && high !== null ? high - low : (high ?? low ?? 1)
  const start = low === null ? 0 : low - span / 2
  const end = high === null ? (low ?? 0) + span : high + span / 2
  const place = (value: number) => Math.min(1, Math.max(0, (value - start) / (end - start || 1)))
  return { place, from: place(low ?? start), to: place(high ?? end) }
}
