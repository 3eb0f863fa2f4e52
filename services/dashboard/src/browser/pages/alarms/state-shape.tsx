import type { Alarm } from '../../link/wire.ts'
import { fieldWords } from '../../words/field.ts'
import { words } from './words.ts'

/** An outline of 24 by 24 each: a state is known by its shape and its words, and only then by its colour. */
const shapes: Record<Alarm['state'], string> = {
  'unacknowledged-active': 'M12 3 22 20H2zM12 9v5M12 17v.5',
  'acknowledged-active': 'M12 3 22 20H2zM8.500 14.500l2.500 2.500 4.500-5',
  'returned-unacknowledged': 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v5M12 16v.5',
  latched: 'M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3',
  normal: 'M5 12.500 10 17.500 19 7',
  shelved: 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM12 8v4.500l3 2',
  'suppressed-by-design': 'M4 5h16v14H4zM4 19 20 5',
  'out-of-service': 'M12 4a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM6.500 6.500l11 11',
}

/** More bars for what is graver. */
const bars: Record<Alarm['priority'], string> = {
  critical: 'M4 20v-5M9.300 20v-9M14.600 20V7M20 20V3',
  high: 'M4 20v-5M9.300 20v-9M14.600 20V7',
  medium: 'M4 20v-5M9.300 20v-9',
  low: 'M4 20v-5',
}

export function StateShape({ state }: { state: Alarm['state'] }) {
  return <Mark class="state-shape" path={shapes[state]} text={words().states[state]} />
}

export function PriorityMark({ priority }: { priority: Alarm['priority'] }) {
  return <Mark class="priority-mark" path={bars[priority]} text={fieldWords().priorities[priority]} />
}

function Mark(mark: { class: string; path: string; text: string }) {
  return (
    <span class={mark.class}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={mark.path} />
      </svg>
      {mark.text}
    </span>
  )
}
