import { words } from './words.ts'

export type SiteState = keyof ReturnType<typeof words>['states']

/** An outline of 24 by 24 each: a state is known by its shape and its word, and only then by its colour. */
const icons: Record<SiteState, string> = {
  violation: 'M12 3 22 20H2zM12 9v5M12 17v.5',
  'violation-data-lost': 'M12 3 22 20H2zM9 11l6 6M15 11l-6 6',
  'sensor-failed': 'M7 4h10v8H7zM12 12v8M8 6l8 4M16 6l-8 4',
  'no-data': 'M4 12h3M10.500 12h3M17 12h3',
  warning: 'M12 3 21 12 12 21 3 12zM12 8v5M12 16v.5',
  'standing-over-limit': 'M4 8h16M6 14h12M4 19h16M12 3v3',
  stopped: 'M8 5v14M16 5v14',
  'at-rest': 'M4 14h16M4 18h16',
  normal: 'M5 12.500 10 17.500 19 7',
}

/** Undefined: not known. */
export function StateMark({ state }: { state: SiteState | undefined }) {
  const { states, unknownState } = words()
  return (
    <span class="state-mark" data-site-state={state ?? 'unknown'}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={state ? icons[state] : 'M9 9a3 3 0 1 1 3 4v2M12 18v.5'} />
      </svg>
      {state ? states[state] : unknownState}
    </span>
  )
}
