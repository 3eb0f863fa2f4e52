import { useEffect } from 'preact/hooks'
import { formatAge, formatTime } from '../format.ts'
import { heartbeat, link } from '../link/live.ts'
import { returned } from '../link/returned.ts'
import { shellWords } from '../words/shell.ts'
import { chosenSite } from './chosen-site.tsx'

/** The notice goes by itself after this long. */
const shownMs = 60_000

/** After a lost link: that what was missed has been replayed, and until when the server has everything. */
export function ReturnedNotice() {
  const { value } = returned
  useEffect(() => {
    const timer = setTimeout(() => {
      returned.value = null
    }, shownMs)
    return () => clearTimeout(timer)
  }, [value?.count])
  if (!value || link.value !== 'live') return null
  const { back, completeUntil, close } = shellWords()
  const storedUntil = heartbeat.value?.storedUntil
  const zone = chosenSite.value?.zone ?? 'UTC'
  return (
    <p class="returned" id="returned">
      <span role="status">{back(formatAge(value.awayMs))}</span>
      {storedUntil && <span> {completeUntil(formatTime(storedUntil, zone))}</span>}
      <button
        class="quiet"
        type="button"
        onClick={() => {
          returned.value = null
        }}
      >
        {close}
      </button>
    </p>
  )
}
