import { sites } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { Choice } from '../../parts/field.tsx'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { mostSeries, type View } from './view.ts'
import { words } from './words.ts'

interface ChooserProps {
  view: View
  site: Site
  onChange(changed: Partial<View>): void
}

/** Which site, and which of its series. */
export function Chooser({ view, site, onChange }: ChooserProps) {
  const said = words()
  const chosen = new Set(view.series)
  const isFull = chosen.size >= mostSeries
  const toggle = (key: string) =>
    onChange({ series: chosen.has(key) ? view.series.filter((each) => each !== key) : [...view.series, key] })
  return (
    <div class="chooser">
      <Choice
        label={fieldWords().site}
        value={view.site}
        options={(sites.value ?? []).map(({ id, name }) => ({ value: id, text: name }))}
        onChoose={(id) => onChange({ site: id, series: sharedSeries(view.series, id) })}
      />
      <details>
        <summary>{said.series(chosen.size)}</summary>
        {isFull && <p class="hint">{said.mostSeries(mostSeries)}</p>}
        <div class="points">
          {site.points.map((point) => (
            <fieldset key={point.id}>
              <legend>{point.name[language.value]}</legend>
              {point.parameters.map(({ parameter, name, unit }) => {
                const key = `${point.id}/${parameter}`
                return (
                  <label key={key} class="choice">
                    <input
                      type="checkbox"
                      checked={chosen.has(key)}
                      disabled={isFull && !chosen.has(key)}
                      onChange={() => toggle(key)}
                    />
                    {name[language.value]} <span class="unit">{unit}</span>
                  </label>
                )
              })}
            </fieldset>
          ))}
        </div>
      </details>
    </div>
  )
}

/** What the other site has of them, too. */
function sharedSeries(series: readonly string[], id: string): string[] {
  const site = sites.value?.find((each) => each.id === id)
  const has = new Set(
    site?.points.flatMap(({ id, parameters }) => parameters.map((each) => `${id}/${each.parameter}`)),
  )
  return series.filter((key) => has.has(key))
}
