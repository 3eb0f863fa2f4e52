import { parameters } from '@jernih/domain/parameters'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { formatNumber, formatTime, formatValue } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { Failed } from '../../parts/failed.tsx'
import { createDeed } from '../../parts/resource.ts'
import { language } from '../../words/language.ts'
import { nameOf, zoneAt } from './devices-place.ts'
import { Pages } from './record-pages.tsx'
import { recordWords } from './record-words.ts'

/** Accepted readings that the store would not take, and the way to hand them to it again. */
export function Quarantine() {
  const { quarantine: words, table } = recordWords()
  const deed = useMemo(createDeed, [])
  const told = useSignal('')
  /** Read anew after each release. */
  const round = useSignal(0)

  async function release() {
    told.value = ''
    await deed.run(async () => {
      const { stored, refused } = await ask(api.api.v1.quarantine.release.$post())
      told.value = words.released(formatNumber(stored), formatNumber(refused))
      round.value++
    })
  }

  return (
    <section class="panel stack" aria-labelledby="quarantine-heading">
      <h2 id="quarantine-heading">{words.title}</h2>
      <p class="soft">{words.explained}</p>
      <p class="done" role="status">
        {told.value}
      </p>
      {deed.error.value != null && <Failed error={deed.error.value} />}
      <Pages
        key={round.value}
        none={words.none}
        read={(cursor) => ask(api.api.v1.quarantine.$get({ query: { ...(cursor && { cursor }) } }))}
      >
        {(items) => (
          <>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable */}
            <section class="table-scroll" tabIndex={0} aria-label={table(words.title)}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{words.measured}</th>
                    <th scope="col">{words.place}</th>
                    <th scope="col">{words.reading}</th>
                    <th scope="col">{words.reason}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((item) => (
                    <tr key={item.id}>
                      <td class="when">{formatTime(item.at, zoneAt(item))}</td>
                      <td>{nameOf(item)}</td>
                      <td>
                        {parameters[item.parameter].name[language.value]}{' '}
                        {formatValue(item.value, parameters[item.parameter].decimals)} {item.unit}
                      </td>
                      <td>{item.reason}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </section>
            <div class="actions">
              <button type="button" disabled={deed.running.value} onClick={release}>
                {words.release}
              </button>
            </div>
          </>
        )}
      </Pages>
    </section>
  )
}
