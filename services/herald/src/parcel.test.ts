import { expect, it } from 'vitest'
import type { Letter } from './outbox.ts'
import { parcelsOf } from './parcel.ts'

function letter(id: number, given: Partial<Letter> & { line?: string } = {}): Letter {
  const { line = `line ${id}`, ...more } = given
  return {
    ...{ id, key: `k${id}`, channel: 'email', address: 'a@b.example', language: 'id', alarm: 'a' },
    ...{ rank: 1, attempts: 0, bundle: null },
    message: { type: 'alarm.raised', at: 0, title: line, text: line, line, data: null },
    ...more,
  }
}

const many = (count: number, given: Parameters<typeof letter>[1] = {}) =>
  Array.from({ length: count }, (_, id) => letter(id, given))

const shapes = (letters: readonly Letter[]) =>
  parcelsOf(letters).map(({ key, letters: those }) => [key, those.length])

it('sends a few one by one, in their order', () => {
  expect(shapes(many(3))).toEqual([
    ['k0', 1],
    ['k1', 1],
    ['k2', 1],
  ])
})

it('gathers a flood, and the first urgent one goes before it, alone', () => {
  expect(shapes(many(60))).toEqual([
    ['k0.digest', 25],
    ['k25.digest', 25],
    ['k50.digest', 10],
  ])
  expect(shapes(many(7, { rank: 3 }))).toEqual([
    ['k0', 1],
    ['k1.digest', 6],
  ])
})

it('sends again what was tried just as it was, alone or gathered, though a flood came meanwhile', () => {
  const tried = [
    letter(100, { attempts: 1 }),
    ...[101, 102].map((id) => letter(id, { attempts: 2, bundle: 'b.digest' })),
  ]
  expect(shapes([...tried, ...many(6)])).toEqual([
    ['k100', 1],
    ['b.digest', 2],
    ['k0.digest', 6],
  ])
})

it('puts no more into a message than Telegram takes, and less where a channel takes less', () => {
  const line = 'x'.repeat(400)
  for (const { letters } of parcelsOf(many(50, { line }))) {
    expect(letters.map(({ message }) => message.line).join('\n').length).toBeLessThanOrEqual(3_900)
  }
  expect(parcelsOf(many(7, { line: 'x'.repeat(100) }), 350).map(({ letters }) => letters.length)).toEqual([
    3, 3, 1,
  ])
  expect(parcelsOf(many(6, { line: 'x'.repeat(5_000) })).map(({ letters }) => letters.length)).toEqual(
    Array(6).fill(1),
  )
})
