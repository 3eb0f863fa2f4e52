import { formatTime } from '../../format.ts'
import { alarmZone } from '../../parts/alarm-title.ts'
import { Failed } from '../../parts/failed.tsx'
import { Overtaken } from './act.ts'
import { actWords } from './act-words.ts'
import { words } from './words.ts'

/** Why an act had no effect: somebody else was faster, and who; or what the station said. */
export function ActFailed({ error }: { error: unknown }) {
  if (error == null) return null
  if (!(error instanceof Overtaken)) return <Failed error={error} />
  const { faster, changed } = actWords()
  const { acknowledgement, state } = error.now
  return (
    <p class="overtaken" role="alert">
      {acknowledgement
        ? faster(acknowledgement.by, formatTime(acknowledgement.at, alarmZone(error.now)))
        : changed(words().states[state])}{' '}
      {!acknowledgement && <span lang="en">{error.message}</span>}
    </p>
  )
}
