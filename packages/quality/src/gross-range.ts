import { type Flag, flags, type Span } from '@jernih/domain'

/** QARTOD test 4: fail outside the sensor's span, suspect outside the operator's. A value on a span's end lies within it. */
export function judgeGrossRange(value: number, { sensor, operator }: { sensor: Span; operator: Span }): Flag {
  if (!(value >= sensor.low && value <= sensor.high)) return flags.fail
  if (value < operator.low || value > operator.high) return flags.suspect
  return flags.good
}
