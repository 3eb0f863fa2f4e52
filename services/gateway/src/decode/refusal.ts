import type { Refusal } from '@jernih/journal'
import type { z } from 'zod'

/** Reasons that one refused message tells; the others are counted. */
const reasonsTold = 5
/** Characters of a device's own text that a reason repeats. */
const quoted = 60

/** What zod found, as `path: what was expected`, several of them joined. */
export function describeIssues(error: z.ZodError): string {
  return joinReasons(
    error.issues.map((issue) =>
      describe({ path: formatPath(issue.path), reason: shorten(issue.message, 200) }),
    ),
  )
}

/** All `total` refusals of a message, by the first of them, as the one reason for which nothing of it was taken. */
export function describeRefusals(refusals: readonly Refusal[], total: number): string {
  return joinReasons(refusals.slice(0, reasonsTold).map(describe), total)
}

/** A device's own text, quoted for a reason and cut where it is long. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text, quoted))
}

/** A value as a reason tells it: numbers and short texts in full, anything else by its type. */
export function tell(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return String(value)
  return Array.isArray(value) ? 'an array' : `an ${typeof value}`
}

function joinReasons(reasons: readonly string[], total = reasons.length): string {
  const told = reasons.slice(0, reasonsTold).join('; ')
  return total > reasonsTold ? `${told}; and ${total - reasonsTold} more` : told
}

function describe({ path, reason }: Refusal): string {
  return path === '' ? reason : `${path}: ${reason}`
}

function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${shorten(String(step), quoted)}`,
    )
    .join('')
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text
}
