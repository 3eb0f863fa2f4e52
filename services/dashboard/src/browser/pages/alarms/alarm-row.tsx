import { useMemo } from 'preact/hooks'
import { formatAge, formatTime } from '../../format.ts'
import { now } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import { alarmFigure, alarmTitle, alarmZone } from '../../parts/alarm-title.ts'
import { createDeed, type Deed } from '../../parts/resource.ts'
import { linkTo, route } from '../../route.ts'
import { acknowledge, actOn } from './act.ts'
import { ActFailed } from './act-failed.tsx'
import { actWords } from './act-words.ts'
import { isEpisode, type Line } from './in-order.ts'
import { PriorityMark, StateShape } from './state-shape.tsx'
import { words } from './words.ts'

/** One line of the list: how it stands, what, where, since when. */
export function AlarmRow({ line, isOpen }: { line: Line; isOpen: boolean }) {
  const { what, where } = alarmTitle(line)
  const query = Object.fromEntries(route.value.query)
  const deed = useMemo(createDeed, [])
  return (
    <li class="alarm-line">
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
      {isEpisode(line) && awaits(line) && may('operator') && (
        <TakeOn id={line.id} what={what} hasEnded={line.state !== 'unacknowledged-active'} deed={deed} />
      )}
      <ActFailed error={deed.error.value} />
    </li>
  )
}

function awaits({ state, acknowledgement }: Extract<Line, { status: string }>): boolean {
  const isTold = ['unacknowledged-active', 'returned-unacknowledged', 'latched'].includes(state)
  return isTold && acknowledgement === null
}

/** One tap, without opening it. */
function TakeOn(given: { id: string; what: string; hasEnded: boolean; deed: Deed }) {
  const { id, what, hasEnded, deed } = given
  const { acknowledge: takeOn, see } = actWords()
  const text = hasEnded ? see : takeOn
  return (
    <button
      class="take-on"
      type="button"
      title={text}
      aria-label={`${text}: ${what}`}
      disabled={deed.running.value}
      onClick={() => void deed.run(() => actOn(id, () => acknowledge(id, '')))}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M5 12.500 10 17.500 19 7" />
      </svg>
    </button>
  )
}

function When({ line }: { line: Extract<Line, { status: string }> }) {
  const { since, lasted, raised } = words()
  const zone = alarmZone(line)
  const begin = formatTime(line.since, zone)
  const value = line.value !== null && line.limit && ` · ${raised} ${alarmFigure(line, line.value)}`
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
