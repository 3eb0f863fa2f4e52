import { formatTime } from '../../format.ts'
import { alarmTitle, alarmZone } from '../../parts/alarm-title.ts'
import { alarmWords } from '../../words/alarm.ts'
import { StandingActs } from './acts.tsx'
import type { Standing } from './in-order.ts'
import { PriorityMark, StateShape } from './state-shape.tsx'
import { words } from './words.ts'

/** An alarm that is withheld and does not happen at present: why, and how it comes back. */
export function StandingAlarm({ alarm, onDone }: { alarm: Standing | undefined; onDone(): void }) {
  const said = words()
  if (!alarm) return <p class="empty">{said.noAlarm}</p>
  const { shelving, suppression, outOfService } = alarm
  const { what, where } = alarmTitle(alarm)
  const time = (at: string) => formatTime(at, alarmZone(alarm))
  const lines = [
    said.noEpisode,
    shelving && said.because(said.shelved(time(shelving.until), shelving.by), shelving.note),
    suppression && said.suppressed(alarmWords().causes[suppression.cause]),
    outOfService &&
      said.because(said.outOfService(outOfService.by, time(outOfService.at)), outOfService.note),
  ].filter((line) => line !== null)
  return (
    <article class="panel stack episode episode-head" data-priority={alarm.priority} aria-label={what}>
      <span class="marks-row">
        <StateShape state={alarm.state} />
        <PriorityMark priority={alarm.priority} />
      </span>
      <h2>{what}</h2>
      <p>{where}</p>
      {lines.map((line) => (
        <p class="alarm-mark" key={line}>
          {line}
        </p>
      ))}
      <StandingActs alarm={alarm} onDone={onDone} />
    </article>
  )
}
