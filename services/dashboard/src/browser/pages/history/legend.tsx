import { words } from './words.ts'

const shapes = ['mean', 'envelope', 'allowed', 'suspect', 'failed', 'mark'] as const

/** What the lines, the areas and the shapes of all charts mean. */
export function Legend() {
  const { legend } = words()
  return (
    <ul class="legend">
      {shapes.map((shape) => (
        <li key={shape}>
          <svg viewBox="0 0 20 12" aria-hidden="true" class={`sign-${shape}`}>
            {signs[shape]}
          </svg>
          {legend[shape]}
        </li>
      ))}
    </ul>
  )
}

const signs = {
  mean: <path d="M0 6h20" />,
  envelope: <path d="M0 1h20v10H0z" />,
  allowed: <path d="M0 1h20v10H0zM0 1h20" />,
  suspect: <path d="M10 1l5 5-5 5-5-5z" />,
  failed: <path d="M5 1l10 10M15 1L5 11" />,
  mark: <path d="M0 1h20v10H0z" />,
}
