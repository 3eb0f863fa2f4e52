import { expect, it } from 'vitest'
import { panBy, rangeBetween, within, zoomAt } from './range.ts'

const minute = 60_000
const day = 86_400_000

it('zooms about a place, which stays where it is on the screen', () => {
  expect(zoomAt({ from: 0, to: 4 * day }, day, 0.5)).toEqual({ from: 0.5 * day, to: 2.5 * day })
})

it('zooms to half a minute and to a year, and no further', () => {
  const { from, to } = zoomAt({ from: 0, to: minute }, 0, 0.001)
  expect(to - from).toBe(30_000)
  const year = zoomAt({ from: 0, to: 300 * day }, 150 * day, 100)
  expect(year.to - year.from).toBe(372 * day)
})

it('pans by a share of its length', () => {
  expect(panBy({ from: 10 * day, to: 14 * day }, -0.25)).toEqual({ from: 9 * day, to: 13 * day })
})

it('takes two places in any order, and a double click for the shortest range', () => {
  expect(rangeBetween(5 * day, 2 * day)).toEqual({ from: 2 * day, to: 5 * day })
  expect(rangeBetween(day, day)).toEqual({ from: day, to: day + 30_000 })
})

it('shows nothing after now, and keeps the length', () => {
  expect(within({ from: 8 * day, to: 12 * day }, 10 * day)).toEqual({ from: 6 * day, to: 10 * day })
  expect(within({ from: -2 * day, to: 2 * day }, 10 * day)).toEqual({ from: 0, to: 4 * day })
})
