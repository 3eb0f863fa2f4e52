import './train.css'
import './measured.css'
import './train-wide.css'
import { useComputed } from '@preact/signals'
import type { Point, Site } from '../../link/wire.ts'
import { Callout } from './callout.tsx'
import { type Flow, flowAt } from './flow.ts'
import type { PointMarks } from './point-mark.tsx'
import { Riser, Stage, stageNames } from './stage.tsx'
import { words } from './words.ts'

/** Up to the tank that evens the inflow out, this many stages, water flows as it comes in; after it as it leaves. */
const stagesBeforeBuffer = 1

/**
 * The way of the water from the workshop to the drain, with what is measured where it is measured. It is drawn as flowing only where a
 * fresh measurement says so.
 */
export function Train({ site, marks }: { site: Site; marks: PointMarks }) {
  const { train, processPlace } = words()
  const inflow = useComputed(() => flowAt(site, 'inlet')).value
  const outflow = useComputed(() => flowAt(site, 'outlet')).value
  const slot = (kind: Point['kind'], flow: Flow) => <Slot site={site} kind={kind} flow={flow} marks={marks} />
  return (
    <section class="panel train-panel" aria-labelledby="train-heading">
      <h2 id="train-heading">{train}</h2>
      <ol class="train">
        {slot('inlet', inflow)}
        {stageNames.map((name, place) => (
          <>
            {name === 'biofilter' && slot('process', outflow)}
            {name === 'outlet' && slot('outlet', outflow)}
            <Stage
              key={name}
              name={name}
              place={place}
              before={place <= stagesBeforeBuffer ? inflow : outflow}
              after={place < stagesBeforeBuffer ? inflow : outflow}
            />
          </>
        ))}
      </ol>
      {site.points.some(({ kind }) => kind === 'process') && <p class="hint">{processPlace}</p>}
    </section>
  )
}

function Slot(props: { site: Site; kind: Point['kind']; flow: Flow; marks: PointMarks }) {
  const { site, kind, flow, marks } = props
  const points = site.points.filter((point) => point.kind === kind)
  if (points.length === 0 && kind === 'process') return null
  return (
    <li class="slot" data-kind={kind}>
      <Riser flow={flow} />
      <div class="callouts">
        {points.length === 0 && <p class="unmeasured">{words().flows.unmeasured}</p>}
        {points.map((point) => (
          <Callout key={point.id} site={site} point={point} mark={marks.get(point.id)} />
        ))}
      </div>
    </li>
  )
}
