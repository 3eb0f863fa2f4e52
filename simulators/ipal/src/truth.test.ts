import { describe, expect, it } from 'vitest'
import { generate } from './generate.ts'
import type { SimulationOptions } from './simulation.ts'
import type { Story } from './story.ts'
import type { TruthInterval } from './truth.ts'

/** Tuesday 3 November 2026 in Mojokerto. */
const from = Date.parse('2026-11-03T00:00:00+07:00')
const hourMs = 3_600_000

function truthOf(stories: Story[], more: Pick<SimulationOptions, 'flowAbove' | 'approaching'> = {}) {
  const truth: TruthInterval[] = []
  const options = { seed: 1, from, to: from + 24 * hourMs, stories, ...more }
  for (const _ of generate({ ...options, onTruth: (interval) => void truth.push(interval) }));
  return truth
}

const lorod: Story = { name: 'lorod-bypass', at: from + 10 * hourMs }
/** The mains are off while the water of the by-pass is in the chamber, so that it stands there. */
const cut: Story = { name: 'power-cut', at: lorod.at + hourMs / 5 }

describe('the truth about limits', () => {
  it('tells water that stands over a limit apart from water that leaves, without a gap or an overlap', () => {
    const always = truthOf([lorod, cut]).filter(({ event }) => event === 'exceedance')
    const split = truthOf([lorod, cut], { flowAbove: 0.02 }).filter(({ event }) => event === 'exceedance')
    expect(new Set(always.map(({ kind }) => kind))).toEqual(new Set(['limit-high']))
    expect(new Set(split.map(({ kind }) => kind))).toEqual(new Set(['limit-high', 'standing-high']))
    for (const { parameter, from, to } of always) {
      const parts = split
        .filter((part) => part.parameter === parameter && part.from >= from && part.to <= to)
        .sort((one, other) => one.from - other.from)
      expect([parts[0]?.from, ...parts.map((part) => part.to)]).toEqual([
        ...parts.map((part) => part.from),
        to,
      ])
      expect(parts[0]?.from).toBe(from)
    }
  })

  it('tells of an approach where it is asked to, around each exceedance', () => {
    const truth = truthOf([lorod], { approaching: { cod: { high: 135 } } })
    const exceeded = truth.find(({ kind, parameter }) => kind === 'limit-high' && parameter === 'cod')
    const approach = truth.find(({ event }) => event === 'approach')
    expect(approach).toMatchObject({ kind: 'approaching-high', parameter: 'cod', peak: exceeded?.peak })
    expect(approach?.from).toBeLessThanOrEqual(exceeded?.from ?? 0)
    expect(approach?.to).toBeGreaterThan(exceeded?.to ?? Number.POSITIVE_INFINITY)
    expect(truthOf([lorod]).some(({ event }) => event === 'approach')).toBe(false)
  })
})

describe('the truth about silence', () => {
  /** The day's work begins at 08:42: until then the points have said that they stand still. */
  const eight = from + 8 * hourMs
  const silencesOf = (name: Story['name']) =>
    truthOf([{ name, at: eight }]).filter(({ kind }) => kind === 'no-data')

  it('a device with a slow clock owes data once its point says that it runs', () => {
    const begins = eight + 0.7 * hourMs
    expect(silencesOf('clock-skew')).toMatchObject([{ from: begins, to: eight + 2 * hourMs }])
  })

  it('a device without a link owes what it had said before', () => {
    expect(silencesOf('link-cut')).toEqual([])
  })
})
