import { parse } from 'yaml'
import { Cards } from './card.ts'

/** A card lacks something. The message has each place, and what was expected there. */
export class CardsIncomplete extends Error {
  override name = 'CardsIncomplete'
}

/** Reads the cards; throws {@link CardsIncomplete}. */
export function parseCards(file: string, text: string): Cards {
  const parsed = Cards.safeParse(parse(text))
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`)
  throw new CardsIncomplete(mistakes.join('\n'))
}
