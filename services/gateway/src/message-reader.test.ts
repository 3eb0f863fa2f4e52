import { afterEach, beforeEach, expect, it } from 'vitest'
import { defaultLimits } from './limits.ts'
import { createMessageReader } from './message-reader.ts'
import { type Ground, openGround } from './testing/trial.ts'

let ground: Ground

beforeEach(async () => {
  ground = await openGround()
})
afterEach(() => ground[Symbol.asyncDispose]())

it('puts a buffered hour in the order of its measuring before judging it, and leaves the payload as it came', async () => {
  const { journal, sites, log } = ground.needs
  const reader = createMessageReader({ sites, log, limits: defaultLimits })
  const receivedAt = Date.now()
  await reader.renew(journal, { keep: false })
  const newestFirst = [0, 1, 2, 3].map((n) => {
    return { at: receivedAt - n * 60_000, readings: { ph: 7 - n / 100, cod: 100 + n } }
  })
  const payload = Buffer.from(JSON.stringify(newestFirst))
  const draft = reader.read({ receivedAt, sender: 'dev-1', topic: 'ipal/plant/outlet/readings', payload })

  expect(draft.payload).toEqual(payload)
  if (draft.kind !== 'readings') throw new Error(`expected readings, got ${draft.kind}`)
  expect(draft.readings.map(({ parameter, value }) => [parameter, value])).toEqual([
    ['ph', 6.97],
    ['cod', 103],
    ['ph', 6.98],
    ['cod', 102],
    ['ph', 6.99],
    ['cod', 101],
    ['ph', 7],
    ['cod', 100],
  ])
  expect(draft.readings.filter(({ late }) => late)).toEqual([])
})
