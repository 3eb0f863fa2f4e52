/** What a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3). Nothing where it asks for neither. */
export function retryAfter(header: string | null, now: number): { afterMs?: number } {
  if (header === null) return {}
  const afterMs = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isNaN(afterMs) ? {} : { afterMs: Math.max(0, afterMs) }
}
