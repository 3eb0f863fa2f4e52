import { readFileSync } from 'node:fs'
import type { AlarmKey } from '@jernih/domain'
import type { Card, Cards } from './card.ts'
import { parseCards } from './parse-cards.ts'

const file = new URL('../data/cards.yaml', import.meta.url)
const cards: Cards = parseCards('cards.yaml', readFileSync(file, 'utf8'))

/** The card of an alarm: that of its way or of its parameter, else its kind's. */
export function guidanceFor({ kind, parameter, way }: Pick<AlarmKey, 'kind' | 'parameter' | 'way'>): Card {
  if (kind === 'notification-failing') return cards[kind][way ?? 'any']
  const ofKind = cards[kind]
  return (parameter === null ? undefined : ofKind[parameter]) ?? ofKind.any
}
