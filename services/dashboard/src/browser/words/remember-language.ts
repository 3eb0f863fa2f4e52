import { effect } from '@preact/signals'
import { language, languages } from './language.ts'

const key = 'jernih-language'

/** Takes up what this browser chose before, and keeps what it chooses from now on. */
export function rememberLanguage(): void {
  const remembered = localStorage.getItem(key)
  language.value = languages.find((known) => known === remembered) ?? 'id'
  effect(() => {
    localStorage.setItem(key, language.value)
    document.documentElement.lang = language.value
  })
}
