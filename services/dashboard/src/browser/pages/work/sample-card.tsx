import { parameters } from '@jernih/domain/parameters'
import { formatCitation, formatLimit, formatNumber, formatTime, formatValue } from '../../format.ts'
import type { Site } from '../../link/wire.ts'
import { language } from '../../words/language.ts'
import type { Sample } from './samples.tsx'
import { words } from './words.ts'

interface SampleCardProps {
  sample: Sample
  site: Site
  /** Null for whoever may not. */
  onCorrect: (() => void) | null
}

export function SampleCard({ sample, site, onCorrect }: SampleCardProps) {
  const { samples } = words()
  const point = site.points.find(({ id }) => id === sample.point)
  const stands = sample.correctedBy === null
  return (
    <li class="panel stack sample" data-corrected={String(!stands)}>
      <div class="heading-row">
        <h2>
          {formatTime(sample.takenAt, site.zone)} · {point?.name[language.value] ?? sample.point}
        </h2>
        {stands && onCorrect && (
          <button
            type="button"
            aria-label={`${samples.correct}: ${sample.certificate ?? formatTime(sample.takenAt, site.zone)}`}
            onClick={onCorrect}
          >
            {samples.correct}
          </button>
        )}
      </div>
      <p class="soft">
        {[sample.laboratory, sample.certificate, sample.method].filter(Boolean).join(' · ')}
        <br />
        {samples.by(sample.by, formatTime(sample.enteredAt, site.zone))}
      </p>
      {!stands && (
        <p>
          <strong>{samples.corrected}</strong>
        </p>
      )}
      {sample.reason && <p>{samples.correctsOlder(sample.reason)}</p>}
      {sample.note && <p>{sample.note}</p>}
      {sample.values.length === 0 ? <p>{samples.withdrawn}</p> : <Values sample={sample} site={site} />}
    </li>
  )
}

function Values({ sample, site }: { sample: Sample; site: Site }) {
  const { samples } = words()
  const { values, certificate, enteredAt, correctedBy } = sample
  const which = [certificate, formatTime(enteredAt, site.zone), correctedBy && samples.corrected]
  const name = [samples.values, ...which].filter(Boolean).join(', ')
  return (
    // What is wider than a phone scrolls, by the keyboard as well.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable
    <section class="table-scroll" tabIndex={0} aria-label={name}>
      <table>
        <thead>
          <tr>
            <th scope="col">{samples.parameter}</th>
            <th scope="col" class="number">
              {samples.value}
            </th>
            <th scope="col">{samples.limit}</th>
            <th scope="col" class="number">
              {samples.probe}
            </th>
            <th scope="col" class="number">
              {samples.difference}
            </th>
          </tr>
        </thead>
        <tbody>
          {values.map((value) => (
            <ValueRow key={value.parameter} value={value} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function ValueRow({
  value: { parameter, unit, value, lessThan, limit, withinLimit, probe },
}: {
  value: Sample['values'][number]
}) {
  const { samples } = words()
  const { name, decimals } = parameters[parameter]
  const verdict = withinLimit === null ? samples.unknown : withinLimit ? samples.within : samples.beyond
  return (
    <tr>
      <th scope="row">{name[language.value]}</th>
      <td class="number">
        {lessThan ? '< ' : ''}
        {formatNumber(value)} {unit}
      </td>
      <td title={limit ? formatCitation(limit.citation) : undefined}>
        {limit ? (
          <span class={withinLimit === false ? 'beyond' : undefined}>
            {formatLimit(limit)} · {verdict}
          </span>
        ) : (
          '—'
        )}
      </td>
      <td class="number">
        {probe.status === 'measured' && formatValue(probe.mean, decimals)}
        {probe.status === 'none' && samples.noProbe}
        {probe.status === 'unavailable' && samples.noStore}
      </td>
      <td class="number">
        {probe.status === 'measured'
          ? `${probe.difference > 0 ? '+' : ''}${formatValue(probe.difference, decimals)}`
          : '—'}
      </td>
    </tr>
  )
}
