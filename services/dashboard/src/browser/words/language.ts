import { signal } from '@preact/signals'

export const languages = ['id', 'en'] as const
export type Language = (typeof languages)[number]

/** Indonesian, unless this browser chose otherwise. */
export const language = signal<Language>('id')

/**
 * What a part of the screen says, in both languages: `const words = defineWords({ id: …, en: … })`, then `words().save`. A key that one of
 * them lacks does not compile. Reading it in a component draws that anew when the language changes.
 */
export function defineWords<Words>(both: { id: Words; en: NoInfer<Words> }): () => Words {
  return () => both[language.value]
}
