import { expect, it } from 'vitest'
import { layOut } from './lanes.ts'
import { readLimitSpans } from './limit-spans.ts'
import { append } from './tail.ts'
import { parseView, presets, spanOf, viewQuery } from './view.ts'

const minute = 60_000
const day = presets.day
const zone = 'Asia/Jakarta'

it('keeps what is looked at in the address, and reads it back', () => {
  const from = Date.parse('2026-11-01T00:00:00+07:00')
  for (const span of [{ from, to: from + day }, { last: presets.week }]) {
    const view = { site: 'a', series: ['outlet/cod', 'inlet/ph'], span }
    expect(parseView(new URLSearchParams(viewQuery(view, zone)), [])).toEqual(view)
  }
})

it.each(['', 'last=-1', 'last=x', 'from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z', 'from=a&to=b'])(
  'takes the last day where the address says %j',
  (query) => {
    expect(parseView(new URLSearchParams(`site=a&series=${'x'.repeat(99)}&${query}`), [])).toEqual({
      site: 'a',
      series: [],
      span: { last: day },
    })
  },
)

it('goes on with the time where a range reaches now', () => {
  expect(spanOf({ from: 0, to: day }, day + 1_000)).toEqual({ last: day })
  expect(spanOf({ from: 0, to: day }, 2 * day)).toEqual({ from: 0, to: day })
})

it('puts overlapping episodes below one another, and what has no room into one bar', () => {
  const episode = (id: number, from: number, to: number) => ({ id: String(id), from, to })
  const episodes = [
    episode(1, 0, 50),
    episode(2, 10, 60),
    episode(3, 20, 70),
    episode(4, 30, 80),
    episode(5, 90, 99),
  ]
  const bars = layOut(episodes, { from: 0, to: 100 }, 1_000)
  expect(bars.map(({ lane, episodes }) => [lane, episodes.length])).toEqual([
    [0, 1],
    [1, 1],
    [2, 2],
    [0, 1],
  ])
  expect(layOut(episodes, { from: 200, to: 300 }, 1_000)).toEqual([])
})

it('adds what is heard to a bucket, without what failed, and takes nothing twice', () => {
  const sample = { at: 0, min: 1, mean: 2, max: 3, count: 2, flag: 1, suspect: 0, failed: 0 } as const
  const series = { samples: [sample], resolutionMs: minute, intervalMs: minute }
  const heard = [
    { at: 30_000, value: 5, flag: 3 as const },
    { at: 40_000, value: 900, flag: 4 as const },
    { at: minute, value: 7, flag: 1 as const },
  ]
  expect(append(series, heard).samples).toEqual([
    { at: 0, min: 1, mean: 3, max: 5, count: 4, flag: 4, suspect: 1, failed: 1 },
    { at: minute, min: 7, mean: 7, max: 7, count: 1, flag: 1, suspect: 0, failed: 0 },
  ])
  expect(append({ ...series, resolutionMs: null }, [{ at: 0, value: 9, flag: 1 }]).samples).toEqual([sample])
})

it('draws a limit that changed as it was on each day', async () => {
  const change = Date.parse('2026-11-10T00:00:00+07:00')
  const limit = {
    parameter: 'cod',
    unit: 'mg/L',
    low: null,
    citation: { source: 'rule', verified: true },
    validTo: null,
  } as const
  const spans = await readLimitSpans({ from: change - 5 * day, to: change + 5 * day }, zone, async (at) =>
    at < change
      ? [{ ...limit, high: 150, validFrom: '2020-01-01' }]
      : [{ ...limit, high: 120, validFrom: '2026-11-10' }],
  )
  expect(spans.get('cod')?.map(({ from, to, high }) => [from - change, to - change, high])).toEqual([
    [-5 * day, 0, 150],
    [0, 5 * day, 120],
  ])
})
