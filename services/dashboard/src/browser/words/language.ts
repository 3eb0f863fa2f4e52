import { effect, signal } from '@preact/signals'

export type Language = 'id' | 'en'

const key = 'jernih-language'

/** Indonesian unless this browser chose otherwise. */
export const language = signal<Language>(localStorage.getItem(key) === 'en' ? 'en' : 'id')

effect(() => {
  localStorage.setItem(key, language.value)
  document.documentElement.lang = language.value
})

/**
 * What a part of the screen says, in both languages: `const words = defineWords({ id: …, en: … })`, then `words().save`. A key that one of
 * them lacks does not compile. Reading it in a component draws that anew when the language changes.
 */
export function defineWords<Words>(both: { id: Words; en: NoInfer<Words> }): () => Words {
  return () => both[language.value]
}
