import { formatTime } from '../../format.ts'
import type { Range } from '../../parts/chart/chart-data.ts'
import { panBy, zoomAt } from '../../parts/chart/range.ts'
import { presets, type Span } from './view.ts'
import { words } from './words.ts'

const names = ['hour', 'day', 'week', 'month', 'year'] as const

interface RangeBarProps {
  range: Range
  span: Span
  zone: string
  drag: 'zoom' | 'pan'
  onDrag(does: 'zoom' | 'pan'): void
  onRange(range: Range): void
  onSpan(span: Span): void
}

/** Which time is seen, and the ways to another, for whoever has no wheel. */
export function RangeBar({ range, span, zone, drag, onDrag, onRange, onSpan }: RangeBarProps) {
  const said = words()
  const middle = (range.from + range.to) / 2
  return (
    <section class="range-bar" aria-label={said.range}>
      <p class="span" aria-live="polite">
        {formatTime(range.from, zone).replace(/ [^ ]+$/, '')} – {formatTime(range.to, zone)}
      </p>
      <div class="actions">
        {names.map((name) => (
          <button
            key={name}
            type="button"
            aria-label={said.last(said.presets[name])}
            aria-pressed={'last' in span && span.last === presets[name]}
            onClick={() => onSpan({ last: presets[name] })}
          >
            {said.presets[name]}
          </button>
        ))}
      </div>
      <div class="actions">
        <button type="button" aria-label={said.earlier} onClick={() => onRange(panBy(range, -1 / 2))}>
          ‹
        </button>
        <button
          type="button"
          aria-label={said.later}
          disabled={'last' in span}
          onClick={() => onRange(panBy(range, 1 / 2))}
        >
          ›
        </button>
        <button
          type="button"
          aria-label={said.zoomOut}
          onClick={() => onRange(zoomAt(range, anchor(span, range), 2))}
        >
          −
        </button>
        <button
          type="button"
          aria-label={said.zoomIn}
          onClick={() => onRange(zoomAt(range, anchor(span, range), 1 / 2))}
        >
          +
        </button>
        <button
          type="button"
          disabled={'last' in span}
          onClick={() => onSpan({ last: range.to - range.from })}
        >
          {said.toNow}
        </button>
        <button type="button" class="drag" onClick={() => onDrag(drag === 'zoom' ? 'pan' : 'zoom')}>
          {said.drag} {said.drags[drag]}
        </button>
      </div>
    </section>
  )

  /** A range that goes on with the time keeps reaching now. */
  function anchor(span: Span, { to }: Range): number {
    return 'last' in span ? to : middle
  }
}
