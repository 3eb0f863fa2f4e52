import { useSignal } from '@preact/signals'
import { alarms } from '../../link/live.ts'
import { route } from '../../route.ts'
import { AlarmRow } from './alarm-row.tsx'
import { fits, parseFilter } from './filter.ts'
import { type Group, inOrder, type Line, type Standing } from './in-order.ts'
import { words } from './words.ts'

/** Nobody reads more at once; the rest is a tap away. */
const step = 30

/** What stands now, kept up to date by the link. */
export function LiveList({
  withheld,
  opened,
}: {
  withheld: readonly Standing[]
  opened: string | undefined
}) {
  const { calm, noneFits } = words()
  const filter = parseFilter(route.value.query)
  const all = inOrder(alarms.value.values(), withheld)
  const fitting = (lines: readonly Line[]) => lines.filter((line) => fits(filter, line))
  const shown = (['active', 'returned', 'withheld'] as const)
    .map((group) => ({ group, lines: fitting(all[group]) }))
    .filter(({ lines }) => lines.length > 0)
  if (shown.length > 0) {
    return shown.map(({ group, lines }) => (
      <GroupOf key={group} group={group} lines={lines} opened={opened} />
    ))
  }
  const isCalm = Object.values(all).every((lines) => lines.length === 0)
  return <p class="empty calm">{isCalm ? calm : noneFits}</p>
}

function GroupOf(given: { group: Group; lines: readonly Line[]; opened: string | undefined }) {
  const { group, lines, opened } = given
  const most = useSignal(step)
  const rest = lines.length - most.value
  return (
    <section class="alarm-group" aria-labelledby={`group-${group}`}>
      <h2 id={`group-${group}`}>
        {words().groups[group]} <span class="soft">({lines.length})</span>
      </h2>
      <ul class="alarm-rows">
        {lines.slice(0, most.value).map((line) => (
          <AlarmRow key={line.id} line={line} isOpen={line.id === opened} />
        ))}
      </ul>
      {rest > 0 && (
        <button type="button" onClick={() => (most.value += step)}>
          {words().more(Math.min(rest, step))}
        </button>
      )}
    </section>
  )
}
