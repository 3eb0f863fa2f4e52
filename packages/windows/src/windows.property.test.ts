import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Gathered, gather, isRepresentative, meanOf, type Sample } from './gathered.ts'
import { carry, type Load, type LoadSample } from './load.ts'
import { type Pace, pace, still } from './rate.ts'
import { countOf, longestMemory, type Recent, remember } from './recent.ts'
import { spanAt } from './span.ts'

const minute = 60_000
const hour = 60 * minute
const dayMs = 24 * hour
const dayOf = (at: number) => {
  const from = Math.floor(at / dayMs) * dayMs
  return { from, to: from + dayMs }
}

/** Readings, each newer than the one before, now and then with a long silence. */
const anySamples = fc
  .array(
    fc.record({ gap: fc.integer({ min: 1, max: 90 * minute }), value: fc.integer({ min: 0, max: 400 }) }),
    {
      maxLength: 80,
    },
  )
  .map((list) => {
    let at = 0
    return list.map(({ gap, value }): Sample => {
      at += gap
      return { at, value }
    })
  })
const anyLength = fc.constantFrom(2 * minute, 10 * minute, hour, dayMs)

/** What a restart does to memory: it is written as JSON, and read again. */
const restarted = <T>(memory: T): T => JSON.parse(JSON.stringify(memory))

function means(samples: readonly Sample[], lengthMs: number, between = <T>(memory: T): T => memory) {
  let gathered: Gathered | null = null
  const closed: Gathered[] = []
  for (const sample of samples) {
    const next = gather(between(gathered), sample, spanAt(sample.at, dayOf(sample.at), lengthMs))
    gathered = next.gathered
    if (next.closed) closed.push(next.closed)
  }
  return closed
}

describe('means', () => {
  it('are those of the readings in each span, whatever came before', () => {
    fc.assert(
      fc.property(anySamples, anyLength, (samples, lengthMs) => {
        for (const { from, to, sum, count } of means(samples, lengthMs)) {
          const inside = samples.filter(({ at }) => at >= from && at < to)
          expect(count).toBe(inside.length)
          expect(sum).toBe(inside.reduce((total, { value }) => total + value, 0))
          expect(to - from).toBe(lengthMs)
        }
      }),
    )
  })

  it('are closed once each, in order, and each but the last', () => {
    fc.assert(
      fc.property(anySamples, anyLength, (samples, lengthMs) => {
        const starts = new Set(samples.map(({ at }) => spanAt(at, dayOf(at), lengthMs).from))
        expect(means(samples, lengthMs).map(({ from }) => from)).toEqual([...starts].slice(0, -1))
      }),
    )
  })

  it('are the same with a restart between any two readings', () => {
    fc.assert(
      fc.property(anySamples, anyLength, (samples, lengthMs) => {
        expect(means(samples, lengthMs, restarted)).toEqual(means(samples, lengthMs))
      }),
    )
  })

  it('need half of what their span owes', () => {
    const of = (count: number) => ({ from: 0, to: hour, sum: 0, count, seen: count })
    expect(isRepresentative(of(30), minute)).toBe(true)
    expect(isRepresentative(of(29), minute)).toBe(false)
  })

  it('close nothing where a clock was set back', () => {
    const { gathered } = gather(null, { at: 5 * hour, value: 9 }, { from: 5 * hour, to: 6 * hour })
    const back = gather(gathered, { at: hour, value: 1 }, { from: hour, to: 2 * hour })
    expect(back).toEqual({ gathered: { from: hour, to: 2 * hour, sum: 1, count: 1, seen: 1 }, closed: null })
  })
})

describe('n of m', () => {
  it('counts those beyond among the last m', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 1, max: longestMemory }), (beyonds, of) => {
        let recent: Recent | null = null
        beyonds.forEach((beyond, at) => {
          recent = remember(restarted(recent), { at, beyond }, { of, silentMs: hour })
          expect(countOf(recent)).toBe(beyonds.slice(Math.max(0, at + 1 - of), at + 1).filter(Boolean).length)
        })
      }),
    )
  })

  it('knows nothing of before a silence', () => {
    const one = remember(null, { at: 0, beyond: true }, { of: 3, silentMs: hour })
    expect(countOf(remember(one, { at: hour + 1, beyond: true }, { of: 3, silentMs: hour }))).toBe(1)
  })
})

describe('a rate of change', () => {
  const rates = (samples: readonly Sample[], between = <T>(memory: T): T => memory) => {
    let state: Pace = still
    return samples.flatMap((sample) => {
      const span = spanAt(sample.at, dayOf(sample.at), 10 * minute)
      const next = pace(between(state), sample, { span, intervalMs: minute })
      state = next.pace
      return next.change ? [next.change] : []
    })
  }

  it('is the slope of whatever rises evenly', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 0, max: 400 }), (slope, start) => {
        const samples = Array.from({ length: 40 }, (_, n) => ({
          at: n * minute,
          value: start + (slope * n) / 60,
        }))
        for (const { perHour } of rates(samples)) expect(perHour).toBeCloseTo(slope, 6)
        expect(rates(samples)).toHaveLength(2)
      }),
    )
  })

  it('says nothing across a silence', () => {
    const minutes = [...Array(10).keys(), ...Array.from({ length: 20 }, (_, n) => 20 + n)]
    expect(rates(minutes.map((n) => ({ at: n * minute, value: n })))).toEqual([])
  })

  it('is the same with a restart between any two readings', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        expect(rates(samples, restarted)).toEqual(rates(samples))
      }),
    )
  })
})

describe('a load', () => {
  const anyLoadSamples = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 40 * minute }),
        value: fc.integer({ min: 0, max: 400 }),
        of: fc.constantFrom('flow' as const, 'concentration' as const),
      }),
      { maxLength: 80 },
    )
    .map((list) => {
      let at = 0
      return list.map(({ gap, value, of }): LoadSample => {
        at += gap
        return { at, value, of }
      })
    })
  const carried = (samples: readonly LoadSample[], between = <T>(memory: T): T => memory) => {
    let load: Load | null = null
    const told = samples.flatMap((sample) => {
      const next = carry(between(load), sample, { day: dayOf(sample.at), holdMs: hour })
      load = next.load
      return next.told
    })
    return { load: load as Load | null, told }
  }

  it('is flow times concentration times time', () => {
    const { load } = carried([
      { at: 0, of: 'flow', value: 2 },
      { at: 0, of: 'concentration', value: 150 },
      { at: hour, of: 'flow', value: 0 },
      { at: 2 * hour, of: 'flow', value: 0 },
    ])
    expect(load?.kg).toBeCloseTo(0.3, 9)
  })

  it('invents nothing for a silence', () => {
    const { load } = carried([
      { at: 0, of: 'flow', value: 1 },
      { at: 0, of: 'concentration', value: 1_000 },
      { at: 9 * hour, of: 'flow', value: 1 },
    ])
    expect(load?.kg).toBeCloseTo(1, 9)
  })

  it('never falls within a day, and begins each day anew', () => {
    fc.assert(
      fc.property(anyLoadSamples, (samples) => {
        const { told } = carried(samples)
        told.slice(1).forEach(({ at, kg }, index) => {
          const before = told[index]
          if (before && dayOf(before.at).from === dayOf(at).from) expect(kg).toBeGreaterThanOrEqual(before.kg)
          expect(kg).toBeGreaterThanOrEqual(0)
        })
      }),
    )
  })

  it('does not mind which of flow and concentration comes first at one time', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const both = (first: LoadSample['of'], second: LoadSample['of']) =>
          samples.flatMap(({ at, value }) => [
            { at, value: first === 'flow' ? 1 : value, of: first },
            { at, value: second === 'flow' ? 1 : value, of: second },
          ])
        expect(carried(both('flow', 'concentration')).load?.kg).toBe(
          carried(both('concentration', 'flow')).load?.kg,
        )
      }),
    )
  })

  it('is the same with a restart between any two values', () => {
    fc.assert(
      fc.property(anyLoadSamples, (samples) => {
        expect(carried(samples, restarted)).toEqual(carried(samples))
      }),
    )
  })
})

it('means those that count, and sees the others', () => {
  const span = { from: 0, to: hour }
  const one = gather(null, { at: 0, value: null }, span).gathered
  expect(meanOf(one)).toBeNull()
  const { gathered } = gather(one, { at: 1, value: 5 }, span)
  expect(meanOf(gathered)).toBe(5)
  expect(gathered.seen).toBe(2)
})
