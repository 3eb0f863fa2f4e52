import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { chosenSite } from '../../parts/chosen-site.tsx'
import { fieldWords } from '../../words/field.ts'
import { Pages } from './record-pages.tsx'
import { recordWords } from './record-words.ts'

/** Sign-ins, refusals and changes, by the clocks of the chosen site. */
export function Audit() {
  const { audit: words, table } = recordWords()
  const { roles } = fieldWords()
  const zone = chosenSite.value?.zone ?? 'UTC'
  return (
    <section class="panel stack" aria-labelledby="audit-heading">
      <h2 id="audit-heading">{words.title}</h2>
      <p class="soft">{words.explained}</p>
      <Pages
        none={words.none}
        read={(cursor) => ask(api.api.v1.audit.$get({ query: { limit: '50', ...(cursor && { cursor }) } }))}
      >
        {(items) => (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable
          <section class="table-scroll" tabIndex={0} aria-label={table(words.title)}>
            <table class="audit">
              <thead>
                <tr>
                  <th scope="col">{words.at}</th>
                  <th scope="col">{words.by}</th>
                  <th scope="col">{words.act}</th>
                  <th scope="col">{words.outcome}</th>
                  <th scope="col">{words.address}</th>
                </tr>
              </thead>
              <tbody>
                {items.map(({ id, at, by, role, act, about, address, status, outcome }) => (
                  <tr key={id} data-outcome={outcome}>
                    <td class="when">{formatTime(at, zone)}</td>
                    <td>
                      {by ?? words.nobody}
                      {role && <div class="soft">{roles[role]}</div>}
                    </td>
                    <td>
                      <code>{act}</code>
                      {about && <div class="soft">{about}</div>}
                    </td>
                    <td>
                      {words.outcomes[outcome]} <span class="soft">{status}</span>
                    </td>
                    <td>{address}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
      </Pages>
    </section>
  )
}
