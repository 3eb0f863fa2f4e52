import { useSignal } from '@preact/signals'
import { formatLimit, formatNumber, formatValue } from '../../format.ts'
import {
  type ChartSeries,
  isStruck,
  type LimitSpan,
  limitAt,
  type Range,
} from '../../parts/chart/chart-data.ts'
import { fieldWords } from '../../words/field.ts'
import { formatSpan } from './read-out.tsx'
import { words } from './words.ts'

const page = 50

interface TableProps {
  title: string
  series: ChartSeries
  limits: readonly LimitSpan[]
  range: Range
  zone: string
  decimals: number
}

/** The same in rows, the newest first: for whoever does not see the chart, or wants the figures. Made when it is opened. */
export function Table(props: TableProps) {
  const isOpen = useSignal(false)
  const { table } = words()
  return (
    <details
      class="samples"
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open
      }}
    >
      <summary>
        {table}
        <span class="unseen"> {props.title}</span>
      </summary>
      {isOpen.value && <Rows {...props} />}
    </details>
  )
}

function Rows({ title, series, limits, range, zone, decimals }: TableProps) {
  const shown = useSignal(page)
  const { columns, more, noData } = words()
  const { flags } = fieldWords()
  const isRaw = series.resolutionMs === null
  const reach = series.resolutionMs ?? 0
  const seen = series.samples.filter(({ at }) => at + reach >= range.from && at < range.to).toReversed()
  if (seen.length === 0) return <p class="empty">{noData}</p>
  const told = (value: number) => formatValue(value, decimals)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by keyboard
    <section class="rows" tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.time}</th>
            <th scope="col">{isRaw ? columns.value : columns.mean}</th>
            {!isRaw && <th scope="col">{columns.min}</th>}
            {!isRaw && <th scope="col">{columns.max}</th>}
            {!isRaw && <th scope="col">{columns.count}</th>}
            <th scope="col">{columns.flag}</th>
            <th scope="col">{columns.limit}</th>
          </tr>
        </thead>
        <tbody>
          {seen.slice(0, shown.value).map((sample) => {
            const limit = limitAt(limits, sample.at)
            return (
              <tr key={sample.at} data-flag={sample.flag}>
                <th scope="row">{formatSpan(sample, series, zone)}</th>
                <td>{isStruck(sample) ? <s>{told(sample.mean)}</s> : told(sample.mean)}</td>
                {!isRaw && <td>{told(sample.min)}</td>}
                {!isRaw && <td>{told(sample.max)}</td>}
                {!isRaw && <td>{formatNumber(sample.count)}</td>}
                <td>{flags[sample.flag]}</td>
                <td>{limit && formatLimit(limit)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {seen.length > shown.value && (
        <button
          type="button"
          onClick={() => {
            shown.value += page
          }}
        >
          {more}
        </button>
      )}
    </section>
  )
}
