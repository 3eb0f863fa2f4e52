import './alarms.css'
import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { lastTransition, now, sites } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Install } from '../../parts/push/install.tsx'
import { PushSwitch } from '../../parts/push/push-switch.tsx'
import { createDeed, useResource } from '../../parts/resource.ts'
import { linkTo, route } from '../../route.ts'
import { alarmIdOf } from './act.ts'
import { ActFailed } from './act-failed.tsx'
import { Episode } from './episode.tsx'
import { Filters } from './filters.tsx'
import { AlarmHealth } from './health.tsx'
import { LiveList } from './live-list.tsx'
import { PastList } from './past-list.tsx'
import { StandingAlarm } from './standing.tsx'
import { useListKeys } from './use-list-keys.ts'
import { words } from './words.ts'

/** What is withheld without an episode is told by no event: it is asked for again so often. */
const round = computed(() => Math.floor(now.value / 15_000))

/** The list, and beside it on a monitor, in its place on a phone, the alarm that the address names. */
export function Alarms() {
  const said = words()
  const opened = route.value.path[1]
  const isPast = route.value.query.get('list') === 'past'
  const withheld = useResource(
    (signal) => ask(api.api.v1['withheld-alarms'].$get({ query: {} }, { init: { signal } })),
    [round.value, lastTransition.value?.transition.id],
  )
  const keyed = useMemo(createDeed, [])
  useListKeys(opened, keyed, withheld.reload)
  if (!sites.value) return <Loading />
  const items = withheld.value?.items ?? []
  return (
    <div class="alarms-page" data-open={opened !== undefined}>
      <h1>{said.title}</h1>
      <div class="alarms-columns">
        <div class="alarms-list stack">
          <ListTabs isPast={isPast} />
          <Filters withNormal={isPast} />
          <p class="keys soft">
            <kbd>j</kbd> <kbd>k</kbd>{' '}
            {said.keys
              .split(' · ')
              .slice(0, may('operator') ? 3 : 2)
              .join(' · ')}
          </p>
          <ActFailed error={keyed.error.value} />
          {withheld.error != null && <Failed error={withheld.error} retry={withheld.reload} />}
          {isPast ? <PastList opened={opened} /> : <LiveList withheld={items} opened={opened} />}
        </div>
        <div class="alarms-one stack">
          {opened === undefined ? (
            <>
              <p class="empty choose">{said.choose}</p>
              <AlarmHealth />
              <section class="panel stack tools" aria-labelledby="tools">
                <h2 id="tools">{said.tools}</h2>
                <PushSwitch />
                <Install />
              </section>
            </>
          ) : (
            <>
              <p class="back">
                <a href={linkTo(['alarms'], Object.fromEntries(route.value.query))}>← {said.back}</a>
              </p>
              {alarmIdOf(opened) === opened ? (
                <StandingAlarm alarm={items.find(({ id }) => id === opened)} onDone={withheld.reload} />
              ) : (
                <Episode key={opened} id={opened} />
              )}
            </>
          )}
        </div>
      </div>
    </div>
  )
}

function ListTabs({ isPast }: { isPast: boolean }) {
  const { tabs } = words()
  const { path, query } = route.value
  const { list: _, ...rest } = Object.fromEntries(query)
  return (
    <nav class="tabs" aria-label={tabs.label}>
      <a href={linkTo(path, rest)} aria-current={isPast ? undefined : 'page'}>
        {tabs.now}
      </a>
      <a href={linkTo(path, { ...rest, list: 'past' })} aria-current={isPast ? 'page' : undefined}>
        {tabs.past}
      </a>
    </nav>
  )
}
