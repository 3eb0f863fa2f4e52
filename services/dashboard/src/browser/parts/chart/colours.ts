const names = ['surface', 'line', 'ink', 'soft', 'faint', 'water', 'allowed', 'critical', 'medium'] as const

/** The colours of the theme that is shown, as a canvas takes them. */
export type Colours = Record<(typeof names)[number], string>

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement)
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)])) as Colours
}
