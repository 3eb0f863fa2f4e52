import type { Instant } from '@jernih/domain'
import type { Water } from './water.ts'

/** Water poured away between two moments. */
export interface Batch {
  from: Instant
  to: Instant
  litres: number
  water: Water
  /** See `Stream.drains`. */
  drains: boolean
}

/** The litres of the batch that flow within `[from, to)`. */
export function litresWithin(batch: Batch, from: Instant, to: Instant): number {
  if (to <= batch.from || from >= batch.to) return 0
  return batch.litres * (poured(batch, to) - poured(batch, from))
}

/** The share poured by `at`. Torricelli: the level of a draining vat is a parabola in time, its flow a falling line. */
function poured({ from, to, drains }: Batch, at: Instant): number {
  const share = Math.min(1, Math.max(0, (at - from) / (to - from)))
  return drains ? 1 - (1 - share) ** 2 : share
}
