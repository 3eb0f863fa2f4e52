import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { sites } from '../../link/live.ts'
import type { Alarm } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { Field } from '../../parts/field.tsx'
import { Loading } from '../../parts/loading.tsx'
import { createDeed } from '../../parts/resource.ts'
import { route } from '../../route.ts'
import { fromLocal } from '../../zone-time.ts'
import { AlarmRow } from './alarm-row.tsx'
import { type Filter, fits, parseFilter } from './filter.ts'
import { setQuery } from './filters.tsx'
import { words } from './words.ts'

const dayMs = 86_400_000
const perPage = '50'

/** Episodes that are over or still stand, newest first, page by page. */
export function PastList({ opened }: { opened: string | undefined }) {
  const { from, to, older, loaded, noPast } = words()
  const { query } = route.value
  const filter = parseFilter(query)
  const days = { from: query.get('from') ?? '', to: query.get('to') ?? '' }
  const { episodes, next, deed, readMore } = usePages(filter, days)
  const shown = episodes.filter((alarm) => fits(filter, alarm))
  const day = (name: 'from' | 'to', label: string) => (
    <Field
      label={label}
      type="date"
      value={days[name]}
      onInput={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
    />
  )
  return (
    <>
      <div class="filters">
        {day('from', from)}
        {day('to', to)}
      </div>
      <ul class="alarm-rows">
        {shown.map((alarm) => (
          <AlarmRow key={alarm.id} line={alarm} isOpen={alarm.id === opened} />
        ))}
      </ul>
      {deed.error.value != null && <Failed error={deed.error.value} retry={readMore} />}
      {deed.running.value && <Loading />}
      {!deed.running.value && deed.error.value == null && (
        <p class="soft">{episodes.length === 0 ? noPast : loaded(shown.length, episodes.length)}</p>
      )}
      {next && !deed.running.value && deed.error.value == null && (
        <button type="button" onClick={readMore}>
          {older}
        </button>
      )}
    </>
  )
}

/** The pages read so far; begun anew when something else is asked. */
function usePages({ site, state }: Filter, { from, to }: { from: string; to: string }) {
  const read = useSignal<{ episodes: Alarm[]; next: string | null }>({ episodes: [], next: null })
  const deed = useMemo(createDeed, [])
  // Days are those of the site, where one is chosen.
  const zone = (sites.value?.find(({ id }) => id === site) ?? sites.value?.[0])?.zone
  const key = [site, state, from, to, zone].join(' ')
  const round = useMemo(() => new AbortController(), [key])

  async function page(cursor: string | null): Promise<void> {
    if (zone === undefined) return
    const query = {
      limit: perPage,
      ...(site && { site }),
      ...(state && { state }),
      ...(from && { from: String(dayBegins(from, zone)) }),
      ...(to && { to: String(dayBegins(to, zone) + dayMs) }),
      ...(cursor && { cursor }),
    }
    await deed.run(async () => {
      const asked = ask(api.api.v1.alarms.$get({ query }, { init: { signal: round.signal } }))
      const { items, next } = await asked.catch((error) => {
        if (round.signal.aborted) return { items: [], next: null }
        throw error
      })
      if (round.signal.aborted) return
      read.value = { episodes: cursor ? [...read.peek().episodes, ...items] : items, next }
    })
  }

  useEffect(() => {
    read.value = { episodes: [], next: null }
    void page(null)
    return () => round.abort()
  }, [round])

  return { ...read.value, deed, readMore: () => void page(read.peek().next) }
}

function dayBegins(day: string, zone: string): number {
  return fromLocal(Date.parse(`${day}T00:00:00Z`), zone)
}
