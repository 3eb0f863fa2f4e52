import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { words } from './words.ts'

/** What a point is doing, where that is not just running, and who says so. */
export type PointMark = InferResponseType<(typeof api.api.v1)['point-states']['$get'], 200>['items'][number]

/** By point. */
export type PointMarks = ReadonlyMap<string, PointMark>

export async function readPointMarks(site: string, signal: AbortSignal): Promise<PointMarks> {
  const { items } = await ask(api.api.v1['point-states'].$get({ query: { site } }, { init: { signal } }))
  return new Map(items.filter(({ state }) => state !== 'running').map((mark) => [mark.point, mark]))
}

const icons = {
  running: '',
  stopped: 'M9 6v12M15 6v12',
  calibration: 'M4 17 17 4l3 3L7 20H4zM13 8l3 3',
  maintenance: 'M14 6a4 4 0 0 0 5 5l-8 8-3-3 8-8M6 18l-1 1',
  fault: 'M12 4 21 20H3zM12 10v4M12 17v.5',
} as const

export function PointMarkLine({ of, zone }: { of: PointMark; zone: string }) {
  const { doing, since, until, by, saidByDevice } = words()
  const { state, reason, saidBy } = of
  return (
    <p class="point-mark" data-doing={state}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={icons[state]} />
      </svg>
      <span>
        <b>{doing[state]}</b>
        {of.since !== null && ` ${since(formatTime(of.since, zone))}`}
        {of.until !== null && `, ${until(formatTime(of.until, zone))}`}
        {saidBy === 'device' && `, ${saidByDevice}`}
        {of.by !== null && `, ${by(of.by)}`}
        {reason !== null && `: ${reason}`}
      </span>
    </p>
  )
}
