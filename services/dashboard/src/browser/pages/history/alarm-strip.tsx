import { useMemo } from 'preact/hooks'
import { formatTime } from '../../format.ts'
import { now } from '../../link/live.ts'
import type { Alarm } from '../../link/wire.ts'
import type { Range } from '../../parts/chart/chart-data.ts'
import { zoomAt } from '../../parts/chart/range.ts'
import { linkTo } from '../../route.ts'
import { alarmWords } from '../../words/alarm.ts'
import { fieldWords } from '../../words/field.ts'
import { type Bar, type Episode, layOut } from './lanes.ts'
import { useElementWidth } from './use-element-width.ts'
import { words } from './words.ts'

interface AlarmEpisode extends Episode {
  alarm: Alarm
}

interface AlarmStripProps {
  /** `outlet/cod`: alarms of this series, and those of its point as a whole. */
  id: string
  name: string
  alarms: readonly Alarm[]
  range: Range
  zone: string
  onRange(range: Range): void
}

/** The episodes above the chart, each as long as it was, a link to all that is known of it. */
export function AlarmStrip({ id, name, alarms, range, zone, onRange }: AlarmStripProps) {
  const [strip, width] = useElementWidth<HTMLUListElement>()
  const end = range.to
  const episodes = useMemo(() => alarms.filter((alarm) => isOf(alarm, id)).map(episodeOf), [alarms, id, end])
  const bars = layOut(episodes, range, width)
  const lanes = Math.max(0, ...bars.map(({ lane }) => lane + 1))
  return (
    <ul class="strip" ref={strip} data-lanes={lanes} aria-label={words().alarms(name)}>
      {bars.map((bar) => (
        <li
          key={bar.episodes[0].id}
          style={{ left: `${bar.left}px`, width: `${bar.width}px`, '--lane': String(bar.lane) }}
        >
          {bar.episodes.length === 1 ? (
            <OneAlarm bar={bar} name={name} zone={zone} />
          ) : (
            <button type="button" class="bar-of-alarms" onClick={() => onRange(spanOfBar(bar))}>
              {words().alarmCluster(bar.episodes.length)}
            </button>
          )}
        </li>
      ))}
    </ul>
  )
}

function OneAlarm({ bar, name, zone }: { bar: Bar<AlarmEpisode>; name: string; zone: string }) {
  const [{ alarm, from, to }] = bar.episodes
  const { alarmBar, stillOn } = words()
  const called = alarmWords()
    .kinds[alarm.kind](alarm.parameter === null ? '' : name)
    .trim()
  const until = alarm.status === 'active' ? stillOn : formatTime(to, zone)
  const told = alarmBar(called, formatTime(from, zone), until)
  return (
    <a
      class="bar-of-alarms"
      data-priority={alarm.priority}
      data-active={alarm.status === 'active'}
      href={linkTo(['alarms', alarm.id])}
      title={`${told} (${fieldWords().priorities[alarm.priority]})`}
      aria-label={told}
    >
      {called}
    </a>
  )
}

function isOf({ point, parameter }: Alarm, id: string): boolean {
  const [ofPoint, ofParameter] = id.split('/')
  return point === ofPoint && (parameter === null || parameter === ofParameter)
}

function episodeOf(alarm: Alarm): AlarmEpisode {
  const to = alarm.status === 'cleared' ? Date.parse(alarm.clearedAt) : now.peek()
  return { id: alarm.id, alarm, from: Date.parse(alarm.raisedAt), to }
}

/** The range that has all of them, with some air. */
function spanOfBar({ episodes }: Bar<AlarmEpisode>): Range {
  const from = Math.min(...episodes.map(({ from }) => from))
  const to = Math.max(...episodes.map(({ to }) => to))
  return zoomAt({ from, to: Math.max(to, from + 1) }, (from + to) / 2, 1.4)
}
