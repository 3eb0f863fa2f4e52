import { sites } from '../../link/live.ts'
import { Choice } from '../../parts/field.tsx'
import { goTo, linkTo, route } from '../../route.ts'
import { fieldWords } from '../../words/field.ts'
import { priorities, states } from './filter.ts'
import { words } from './words.ts'

/** Sets something of the address, and leaves no step to go back to; an empty one is taken out. */
export function setQuery(given: Readonly<Record<string, string>>): void {
  const { path, query } = route.peek()
  const next = Object.entries({ ...Object.fromEntries(query), ...given }).filter(([, value]) => value !== '')
  goTo(linkTo(path, Object.fromEntries(next)), { replace: true })
}

export function Filters({ withNormal = false }: { withNormal?: boolean }) {
  const { priority, state, all, states: stateNames } = words()
  const { site, priorities: priorityNames } = fieldWords()
  const { query } = route.value
  const choice = (name: string, label: string, options: readonly { value: string; text: string }[]) => (
    <Choice
      label={label}
      value={query.get(name) ?? ''}
      options={[{ value: '', text: all }, ...options]}
      onChoose={(value) => setQuery({ [name]: value })}
    />
  )
  const known = sites.value ?? []
  return (
    <div class="filters">
      {known.length > 1 &&
        choice(
          'site',
          site,
          known.map(({ id, name }) => ({ value: id, text: name })),
        )}
      {choice(
        'priority',
        priority,
        priorities.map((value) => ({ value, text: priorityNames[value] })),
      )}
      {choice(
        'state',
        state,
        states
          .filter((value) => withNormal || value !== 'normal')
          .map((value) => ({ value, text: stateNames[value] })),
      )}
    </div>
  )
}
