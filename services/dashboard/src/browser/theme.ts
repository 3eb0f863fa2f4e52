import { effect, signal } from '@preact/signals'

export const themes = ['auto', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

const key = 'jernih-theme'
const remembered = localStorage.getItem(key)

/** `auto` follows the device. */
export const theme = signal<Theme>(themes.find((known) => known === remembered) ?? 'auto')

effect(() => {
  localStorage.setItem(key, theme.value)
  if (theme.value === 'auto') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme.value
})
