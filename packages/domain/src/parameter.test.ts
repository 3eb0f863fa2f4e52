import { expect, it } from 'vitest'
import { Parameter } from './parameter.ts'
import { parameters } from './parameter-facts.ts'

it.each(Parameter.options)('%s has a name, a unit and a sensor span', (parameter) => {
  const { name, unit, decimals, sensorRange } = parameters[parameter]
  expect(name.id).not.toBe('')
  expect(name.en).not.toBe('')
  expect(unit === '').toBe(parameter === 'ph')
  expect(decimals).toBeGreaterThanOrEqual(0)
  expect(sensorRange.low).toBeLessThan(sensorRange.high)
})
