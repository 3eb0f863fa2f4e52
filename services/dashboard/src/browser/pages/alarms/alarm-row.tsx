import { formatAge, formatNumber, formatTime } from '../../format.ts'
import { now } from '../../link/live.ts'
import { alarmTitle, alarmZone } from '../../parts/alarm-title.ts'
import { linkTo, route } from '../../route.ts'
import { isEpisode, type Line } from './in-order.ts'
import { PriorityMark, StateShape } from './state-shape.tsx'
import { words } from './words.ts'

/** One line of the list: how it stands, what, where, since when. */
export function AlarmRow({ line, isOpen }: { line: Line; isOpen: boolean }) {
  const { what, where } = alarmTitle(line)
  const query = Object.fromEntries(route.value.query)
  return (
    <li>
      <a
        class="alarm-row"
        href={linkTo(['alarms', line.id], query)}
        data-alarm={line.id}
        data-priority={line.priority}
        data-state={line.state}
        aria-current={isOpen ? 'true' : undefined}
      >
        <span class="marks-row">
          <StateShape state={line.state} />
          <PriorityMark priority={line.priority} />
        </span>
        <strong class="what">{what}</strong>
        <span class="where">{where}</span>
        <span class="since">{isEpisode(line) ? <When line={line} /> : words().noEpisode}</span>
      </a>
    </li>
  )
}

function When({ line }: { line: Extract<Line, { status: string }> }) {
  const { since, lasted, raised } = words()
  const zone = alarmZone(line)
  const begin = formatTime(line.since, zone)
  const value =
    line.value !== null && line.limit && ` · ${raised} ${formatNumber(line.value)} ${line.limit.unit}`
  if (line.status === 'active') {
    return (
      <>
        {since(begin, formatAge(now.value - Date.parse(line.since)))}
        {value}
      </>
    )
  }
  return (
    <>
      {begin}, {lasted(formatAge(Date.parse(line.clearedAt) - Date.parse(line.since)))}
      {value}
    </>
  )
}
