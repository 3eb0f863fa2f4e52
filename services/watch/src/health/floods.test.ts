import { describe, expect, it } from 'vitest'
import { createFloodMeter, type Flood, sinceCalm } from './floods.ts'

const minute = 60_000

/** The floods of alarms at these minutes, watched until `until`; times in minutes. */
function floodsOf(minutes: readonly number[], { operators = 1, until = 1_000 } = {}) {
  const floods: Flood[] = []
  const meter = createFloodMeter(operators, (flood) => floods.push(flood))
  for (const at of minutes) meter.raise(at * minute)
  meter.pass(until * minute)
  const current = meter.current()
  return [...floods, ...(current ? [current] : [])].map(({ from, to, ...counts }) => {
    return { from: from / minute, to: to === null ? null : to / minute, ...counts }
  })
}

const every = (step: number, from: number, count: number) =>
  Array.from({ length: count }, (_, n) => from + n * step)

describe('a flood', () => {
  it.each([
    { story: 'is not yet ten alarms in ten minutes', minutes: every(0.5, 0, 10), floods: [] },
    {
      story: 'begins with the eleventh, and ends when four are left of the last ten minutes',
      minutes: every(0.5, 0, 11),
      floods: [{ from: 5, to: 13, raised: 1, peak: 11 }],
    },
    {
      story: 'goes on across what a clock would call the next ten minutes',
      minutes: every(0.5, 7, 20),
      floods: [{ from: 12, to: 24.5, raised: 10, peak: 20 }],
    },
    {
      story: 'goes on between five and ten, and counts what comes',
      minutes: [...every(0.5, 0, 11), ...every(1.5, 7, 6)],
      floods: [{ from: 5, to: 18.5, raised: 7, peak: 13 }],
    },
    {
      story: 'comes again as another',
      minutes: [...every(0.5, 0, 11), ...every(0.5, 60, 11)],
      floods: [
        { from: 5, to: 13, raised: 1, peak: 11 },
        { from: 65, to: 73, raised: 1, peak: 11 },
      ],
    },
  ])('$story', ({ minutes, floods }) => expect(floodsOf(minutes)).toEqual(floods))

  it('is what goes on, as long as it does', () => {
    expect(floodsOf(every(0.5, 0, 11), { until: 12 })).toEqual([{ from: 5, to: null, raised: 1, peak: 11 }])
  })

  it('takes twice as many for two operators', () => {
    expect(floodsOf(every(0.25, 0, 20), { operators: 2 })).toEqual([])
    expect(floodsOf(every(0.25, 0, 21), { operators: 2 })).toMatchObject([{ from: 5, to: 12.75 }])
  })
})

describe('the lead before a window', () => {
  it('goes back to the last calm, and no farther', () => {
    const calm = every(60, 0, 5)
    const busy = every(1, 300, 60)
    const before = [...calm, ...busy].toReversed()
    let looked = 0
    const counted = before.values().map((at) => {
      looked += 1
      return at * minute
    })
    expect(sinceCalm(counted, 360 * minute, 1)).toEqual([...calm.slice(-1), ...busy].map((at) => at * minute))
    expect(looked).toBe(61)
  })

  it('is five alarms where the hours before were calm', () => {
    const before = every(60, 0, 50).toReversed()
    expect(
      sinceCalm(
        before.map((at) => at * minute),
        2_950 * minute,
        1,
      ),
    ).toHaveLength(5)
  })
})
