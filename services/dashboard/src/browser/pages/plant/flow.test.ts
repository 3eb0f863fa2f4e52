import { afterEach, expect, it } from 'vitest'
import { latestOf } from '../../link/live.ts'
import type { Latest, Point, Site } from '../../link/wire.ts'
import { flowAt } from './flow.ts'

function reading(value: number, { agoMs = 0, flag = 1 as Latest['flag'] } = {}): Latest {
  const at = new Date(Date.now() - agoMs).toISOString()
  return { value, flag, at, receivedAt: at } as Latest
}

function site(...points: { id: string; kind: Point['kind']; parameters: string[] }[]): Site {
  const measured = points.map(({ parameters, ...point }) => ({
    ...point,
    intervalSeconds: 60,
    parameters: parameters.map((parameter) => ({ parameter })),
  }))
  // What the drawing asks of a site, and no more.
  return { id: 'here', points: measured } as unknown as Site
}

const oneOutlet = site({ id: 'outlet', kind: 'outlet', parameters: ['ph', 'flow'] })
const flow = latestOf('here/outlet/flow')
afterEach(() => {
  flow.value = undefined
})

it.each([
  { story: 'flows while something flows', given: reading(0.4), told: 'flowing' },
  { story: 'is at rest where nothing flows, which is no fault', given: reading(0), told: 'rest' },
  { story: 'is at rest where a meter turns back', given: reading(-0.01), told: 'rest' },
  {
    story: 'R8: is unknown once the reading is too old',
    given: reading(0.4, { agoMs: 181_000 }),
    told: 'unknown',
  },
  { story: 'is unknown where the measurement failed', given: reading(0.4, { flag: 4 }), told: 'unknown' },
  { story: 'flows where that is only doubtful', given: reading(0.4, { flag: 3 }), told: 'flowing' },
  { story: 'is unknown before the first reading', given: undefined, told: 'unknown' },
])('water $story', ({ given, told }) => {
  flow.value = given
  expect(flowAt(oneOutlet, 'outlet')).toBe(told)
})

it('is unmeasured where no point of that kind has a meter', () => {
  expect(flowAt(oneOutlet, 'inlet')).toBe('unmeasured')
  expect(flowAt(site({ id: 'outlet', kind: 'outlet', parameters: ['ph'] }), 'outlet')).toBe('unmeasured')
})

it('of two outlets flows where one does, and is at rest only where both are', () => {
  const two = site(
    { id: 'outlet', kind: 'outlet', parameters: ['flow'] },
    { id: 'overflow', kind: 'outlet', parameters: ['flow'] },
  )
  flow.value = reading(0)
  expect(flowAt(two, 'outlet')).toBe('unknown')
  latestOf('here/overflow/flow').value = reading(0.2)
  expect(flowAt(two, 'outlet')).toBe('flowing')
  latestOf('here/overflow/flow').value = reading(0)
  expect(flowAt(two, 'outlet')).toBe('rest')
})
