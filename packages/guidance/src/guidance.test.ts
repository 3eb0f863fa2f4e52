import { readFileSync } from 'node:fs'
import { AlarmKind, Parameter, Way } from '@jernih/domain'
import { expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { guidanceFor } from './guidance.ts'
import { CardsIncomplete, parseCards } from './parse-cards.ts'

const shipped = readFileSync(new URL('../data/cards.yaml', import.meta.url), 'utf8')

it.each(AlarmKind.options)('%s says what to do, in both languages', (kind) => {
  for (const parameter of [null, ...Parameter.options]) {
    const { id, en, minutesToAct } = guidanceFor({ kind, parameter })
    expect(id.action).not.toBe(en.action)
    expect(minutesToAct).toBeGreaterThan(0)
  }
})

it('tells a high pH from a high COD', () => {
  expect(guidanceFor({ kind: 'limit-high', parameter: 'ph' }).en.cause).toContain('lorod')
  expect(guidanceFor({ kind: 'limit-high', parameter: 'cod' }).en.cause).toContain('coagulant')
})

it.each(Way.options)('says what to do when %s fails, and who does not hear of alarms', (way) => {
  const { id, en } = guidanceFor({ kind: 'notification-failing', parameter: null, way })
  const others = Way.options.filter((one) => one !== way)
  for (const one of others) {
    const other = guidanceFor({ kind: 'notification-failing', parameter: null, way: one })
    expect(other.id.consequence).not.toBe(id.consequence)
    expect(other.en.cause).not.toBe(en.cause)
  }
})

it.each([
  { what: 'a text', path: ['limit-high', 'ph', 'en', 'action'] },
  { what: 'a language', path: ['no-data', 'any', 'id'] },
  { what: 'the time to act', path: ['limit-high', 'any', 'minutesToAct'] },
  { what: 'a kind’s card', path: ['clock-skew', 'any'] },
  { what: 'a kind', path: ['device-offline'] },
  { what: 'a way', path: ['notification-failing', 'push'] },
])('refuses cards without $what, with its path', ({ path }) => {
  const cards = parse(shipped)
  const parent = path.slice(0, -1).reduce((node, key) => node[key], cards)
  delete parent[path.at(-1) ?? '']
  expect(() => parseCards('cards.yaml', stringify(cards))).toThrow(CardsIncomplete)
  expect(() => parseCards('cards.yaml', stringify(cards))).toThrow(`cards.yaml: ${path.join('.')}: `)
})

it.each([
  { what: 'a kind that there is none of', path: ['limit-sideways'] },
  { what: 'a parameter that nobody measures', path: ['limit-high', 'gold'] },
])('refuses $what', ({ path }) => {
  const cards = parse(shipped)
  const parent = path.slice(0, -1).reduce((node, key) => node[key], cards)
  parent[path.at(-1) ?? ''] = cards['clock-skew']
  expect(() => parseCards('cards.yaml', stringify(cards))).toThrow(path.at(-1))
})
