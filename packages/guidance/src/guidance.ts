import { readFileSync } from 'node:fs'
import type { AlarmKey } from '@jernih/domain'
import type { Card, Cards } from './card.ts'
import { parseCards } from './parse-cards.ts'

const file = new URL('../data/cards.yaml', import.meta.url)
const cards: Cards = parseCards('cards.yaml', readFileSync(file, 'utf8'))

/** The card of an alarm: its parameter's own, else its kind's. */
export function guidanceFor({ kind, parameter }: Pick<AlarmKey, 'kind' | 'parameter'>): Card {
  const ofKind = cards[kind]
  return (parameter === null ? undefined : ofKind[parameter]) ?? ofKind.any
}
