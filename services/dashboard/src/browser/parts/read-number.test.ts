import { expect, it } from 'vitest'
import { readLabValue, readNumber } from './read-number.ts'

it.each([
  ['18,5', 18.5],
  [' 18.5 ', 18.5],
  ['0', 0],
  ['-3', -3],
])('%j is %d', (text, value) => expect(readNumber(text)).toBe(value))

it.each(['', '1.830,0', '1,830.0', '12 kg', '1e5', '.5', 'NaN'])('%j is no number', (text) =>
  expect(readNumber(text)).toBeNull(),
)

it('takes what a laboratory cannot tell apart from nothing as less than', () => {
  expect(readLabValue('< 0,005')).toEqual({ value: 0.005, lessThan: true })
  expect(readLabValue('140')).toEqual({ value: 140, lessThan: false })
  expect(readLabValue('<')).toBeNull()
})
