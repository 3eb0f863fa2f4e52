import { formatAge } from '../format.ts'
import { heartbeat, link, silenceMs, simulated } from '../link/live.ts'
import { isSignedIn } from '../link/session.ts'
import { shellWords } from '../words/shell.ts'
import { ReturnedNotice } from './returned.tsx'

/** What is true of the whole page: the link is dead, readings are not kept, the readings are made up. */
export function Banners() {
  if (!isSignedIn.value) return null
  const words = shellWords()
  const live = link.value === 'live'
  const { reasons = [], warnings = [] } = heartbeat.value ?? {}
  return (
    <>
      {link.value === 'lost' && (
        <p class="banner" id="banner">
          <span role="alert">{words.lost}</span>{' '}
          <span class="silence" id="silence" aria-hidden="true">
            {formatAge(silenceMs.value)}
          </span>
        </p>
      )}
      {live && reasons.length > 0 && (
        <p class="banner" id="trouble" role="alert">
          {words.notKept(reasons.join('; '))}
        </p>
      )}
      <ReturnedNotice />
      {simulated.value && (
        <p class="simulated" id="simulated">
          {words.simulated}
        </p>
      )}
      {live && warnings.length > 0 && (
        <p class="warnings" id="warnings">
          {words.lookAt(warnings.join('; '))}
        </p>
      )}
    </>
  )
}
