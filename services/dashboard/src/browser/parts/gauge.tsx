import './gauge.css'
import type { Limit } from '../link/wire.ts'
import { createScale } from './limit-scale.ts'

/** Where a value stands against its limit: the middle of the bar is what the limit allows. `value` null: nobody knows. */
export function Gauge({ limit, value }: { limit: Limit; value: number | null }) {
  const { from, to, place } = createScale(limit)
  return (
    <div class="gauge" aria-hidden="true">
      <span class="allowed" style={{ '--from': from, '--to': to }} />
      {value !== null && <span class="mark" style={{ '--at': place(value) }} />}
    </div>
  )
}
