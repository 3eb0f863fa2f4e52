import type { Parameter } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buffered, plantSite, siteFile, started } from './testing/plant.ts'
import { play } from './testing/play.ts'

const begin = [
  started(0),
  siteFile(
    0,
    plantSite({
      outlet: {
        discharging: { flowAbove: 0.1 },
        parameters: {
          flow: {},
          cod: {
            windows: {
              repeated: { count: 2, of: 4 },
              ...{ mean2Minutes: {}, meanHour: {} },
              rate: { risingPerHour: 100, fallingPerHour: 100 },
              load: { kgPerDay: 0.05 },
            },
          },
        },
      },
    }),
  ),
]

interface Measured {
  parameter: Parameter
  value: number
  at: number
}

/** Minutes of COD and flow, cut into messages of some minutes each. */
const anyMessages = fc
  .array(
    fc.record({
      cod: fc.integer({ min: 60, max: 260 }),
      flow: fc.constantFrom(0, 1),
      ends: fc.boolean(),
      missing: fc.boolean(),
    }),
    { minLength: 30, maxLength: 150 },
  )
  .map((minutes) => {
    const messages: Measured[][] = [[]]
    minutes.forEach(({ cod, flow, ends, missing }, at) => {
      messages.at(-1)?.push({ parameter: 'cod', value: cod, at })
      if (!missing) messages.at(-1)?.push({ parameter: 'flow', value: flow, at })
      if (ends) messages.push([])
    })
    return messages.filter((message) => message.length > 0)
  })

const endOf = (message: readonly Measured[]) => Math.max(...message.map(({ at }) => at))
const sent = (message: readonly Measured[], received = endOf(message)): Draft =>
  buffered(
    received,
    message.toSorted((one, other) => one.at - other.at),
  )

/** What is told, without the places in the journal, which differ. */
const told = (drafts: readonly Draft[]) => play([...begin, ...drafts]).steps

it('R5: repeats, late readings and parameters in any order change nothing that the rules tell', () => {
  fc.assert(
    fc.property(anyMessages, fc.infiniteStream(fc.nat(99)), (messages, chances) => {
      const chance = (percent: number) => (chances.next().value ?? 0) < percent
      const disturbed = messages.flatMap((message, n) => {
        const before = messages[n - 1]
        const swapped = chance(50) ? message.toReversed() : message
        return [
          sent(swapped),
          ...(chance(30) ? [sent(message)] : []),
          ...(before && chance(30)
            ? [
                sent(
                  before.map((one) => ({ ...one, value: 999 })),
                  endOf(message),
                ),
              ]
            : []),
        ]
      })
      expect(told(disturbed)).toEqual(told(messages.map((message) => sent(message))))
    }),
    { numRuns: 60 },
  )
})
