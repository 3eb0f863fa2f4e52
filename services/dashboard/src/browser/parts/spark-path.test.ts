import { expect, it } from 'vitest'
import { type SparkPoint, sparkPath } from './spark-path.ts'

const minute = 60_000
const box = { from: 0, to: 10 * minute, width: 100, height: 20, intervalMs: minute }

function points(...values: [at: number, mean: number, flag?: number][]): SparkPoint[] {
  return values.map(([at, mean, flag = 1]) => ({ at: at * minute, mean, flag }))
}

it('runs from the lowest value to the highest', () => {
  const { line, range, gaps } = sparkPath(points([0, 5], [1, 10], [2, 15]), box)
  expect({ line, range, gaps }).toEqual({ line: 'M0 20L10 10L20 0h0', range: { low: 5, high: 15 }, gaps: 0 })
})

it('breaks where nothing was measured, and draws no line over it', () => {
  const { line, gaps } = sparkPath(points([0, 5], [1, 15], [6, 15], [7, 5]), box)
  expect({ line, gaps }).toEqual({ line: 'M0 20L10 0M60 0L70 20h0', gaps: 1 })
})

it('waits as long for the next point as the device is slow', () => {
  expect(sparkPath(points([0, 5], [5, 15]), { ...box, intervalMs: 2 * minute }).gaps).toBe(0)
})

it('marks what is suspect, and what failed below the line, of which it is no part', () => {
  const { line, suspect, failed, range } = sparkPath(points([0, 5], [1, 15, 3], [2, 9_999, 4]), box)
  expect({ line, suspect, failed }).toEqual({ line: 'M0 20L10 0h0', suspect: 'M10 0h0', failed: 'M20 20h0' })
  expect(range).toEqual({ low: 5, high: 15 })
})

it.each([
  { story: 'nothing', given: points(), line: '' },
  { story: 'one value', given: points([5, 7]), line: 'M50 10h0' },
  { story: 'what does not change', given: points([0, 0], [1, 0]), line: 'M0 10L10 10h0' },
  { story: 'the largest numbers', given: points([0, -1.7e308], [1, 1.7e308]), line: 'M0 20L10 0h0' },
])('draws $story', ({ given, line }) => expect(sparkPath(given, box).line).toBe(line))
