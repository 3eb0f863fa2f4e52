import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { heartbeat } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { language } from '../../words/language.ts'
import { words } from './words.ts'

const refreshMs = 10_000

/** Until when everything is there: by the server, which may still have to store, and by each device, which may still have to send. */
export function Completeness({ site }: { site: Site }) {
  const { completeness, completeUntil, deviceUntil, gapSince, neverHeard, storing } = words()
  const told = useResource(
    (signal) => ask(api.api.v1.completeness.$get({ query: { site: site.id } }, { init: { signal } })),
    [site.id],
  )
  useRefresh(told, refreshMs)
  const { value, error, reload } = told
  const storedUntil = heartbeat.value?.storedUntil ?? value?.storedUntil
  return (
    <section class="panel completeness" aria-labelledby="completeness-heading">
      <h2 id="completeness-heading">{completeness}</h2>
      {error !== null && <Failed error={error} retry={reload} />}
      {value && (
        <ul>
          {site.points.map((point) => {
            const found = value.points.find((one) => one.point === point.id)
            const [gap] = found?.gaps ?? []
            return (
              <li key={point.id} data-complete={point.id}>
                <b>{point.name[language.value]}</b>{' '}
                <span>
                  {storedUntil ? completeUntil(formatTime(storedUntil, site.zone)) : storing}
                  {' · '}
                  {found?.deviceUntil ? deviceUntil(formatTime(found.deviceUntil, site.zone)) : neverHeard}
                  {gap && (
                    <>
                      {' · '}
                      <strong>{gapSince(formatTime(gap.from, site.zone), found?.gaps.length ?? 1)}</strong>
                    </>
                  )}
                </span>
              </li>
            )
          })}
        </ul>
      )}
    </section>
  )
}
