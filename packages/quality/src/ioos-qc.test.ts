import { readFileSync } from 'node:fs'
import type { Parameter, QualitySettings } from '@jernih/domain'
import { expect, it } from 'vitest'
import { createSeriesJudge } from './judge.ts'

/** What ioos_qc, the reference implementation in Python, makes of ten hours of a plant's day. */
interface Vectors {
  source: string
  startSeconds: number
  intervalSeconds: number
  cases: {
    parameter: Parameter
    settings: QualitySettings
    values: number[]
    grossRange: string
    rateOfChange: string
    flatLine: string
  }[]
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('./ioos-qc.vectors.json', import.meta.url), 'utf8'))

it.each(vectors.cases)(`agrees with ${vectors.source} on $parameter`, (given) => {
  const intervalMs = vectors.intervalSeconds * 1_000
  const judge = createSeriesJudge({ parameter: given.parameter, settings: given.settings, intervalMs })
  const judged = given.values.map((value, index) => {
    const at = vectors.startSeconds * 1_000 + index * intervalMs
    return judge.judge({ parameter: given.parameter, value, at }, at)
  })
  const digits = (place: number) => judged.map(({ tests }) => tests[place] ?? '')
  const [grossRange, rateOfChange, flatLine] = [digits(0), digits(2), digits(3)]
  expect(grossRange.join('')).toBe(given.grossRange)
  // ioos_qc lets a value off the sensor into the tests of the values after it, and we do not.
  const comparable = grossRange.flatMap((digit, index) =>
    digit === '4' || grossRange[index - 1] === '4' ? [] : [index],
  )
  expect(disagreements(rateOfChange, given.rateOfChange, comparable)).toEqual([])
  expect(disagreements(flatLine, given.flatLine, comparable)).toEqual([])
  expect(comparable.length).toBeGreaterThan(given.values.length * 0.99)
})

/** Where we say "not evaluated" for want of history, ioos_qc says good. */
function disagreements(ours: readonly string[], theirs: string, comparable: readonly number[]) {
  return comparable
    .map((index) => ({ index, ours: ours[index], theirs: theirs[index] }))
    .filter((pair) => pair.ours !== pair.theirs && !(pair.ours === '2' && pair.theirs === '1'))
}
