import { readFileSync } from 'node:fs'
import { flags, Parameter, parameters, type Span } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { judgeGrossRange } from './gross-range.ts'
import { qualityThresholds } from './thresholds.ts'

/** However wide its columns are. */
const manual = readFileSync(new URL('../../../docs/quality.md', import.meta.url), 'utf8').replaceAll(
  / +/g,
  ' ',
)

/** A row of the table of defaults in docs/quality.md. */
function row(parameter: Parameter): string {
  const { sensor, operator, spike, ratePerMinute, flatLine } = qualityThresholds(parameter, undefined)
  const span = ({ low, high }: Span) => `${low} to ${high}`
  const limit = (value: number | undefined | null) =>
    value === undefined || value === null ? '–' : value === Number.POSITIVE_INFINITY ? 'never' : value
  const hours = (seconds: number) => `${seconds / 3_600} h`
  const cells = [
    `\`${parameter}\``,
    parameters[parameter].unit || '–',
    span(sensor),
    span(operator),
    limit(spike?.suspect),
    limit(spike?.fail),
    limit(ratePerMinute),
    flatLine.tolerance,
    hours(flatLine.suspectSeconds),
    hours(flatLine.failSeconds),
  ]
  return `| ${cells.join(' | ')} |`
}

describe('the defaults', () => {
  it.each(Parameter.options)('of %s stand in docs/quality.md', (parameter) => {
    expect(manual.split('\n')).toContain(row(parameter))
  })

  it.each(Parameter.options)('of %s never fail what lies within the sensor span', (parameter) => {
    const { sensor, operator, spike } = qualityThresholds(parameter, undefined)
    expect(operator.low).toBeGreaterThanOrEqual(sensor.low)
    expect(operator.high).toBeLessThanOrEqual(sensor.high)
    if (spike) expect(spike.fail).toBeGreaterThan(sensor.high - sensor.low)
  })
})

it.each(['ph', 'cod', 'tss', 'nh3n'] as const)(
  'an exact zero of %s is a probe’s word, not water',
  (parameter) => {
    expect(judgeGrossRange(0, qualityThresholds(parameter, undefined))).toBeGreaterThanOrEqual(flags.suspect)
  },
)

it('what a site says replaces its own part alone', () => {
  const settings = { ratePerMinute: 0.5, sensor: { low: 0, high: 12 } }
  expect(qualityThresholds('ph', settings)).toEqual({ ...qualityThresholds('ph', undefined), ...settings })
})
