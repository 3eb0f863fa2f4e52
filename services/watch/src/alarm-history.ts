import type { Alarm, AlarmKind, Instant, LifeState, PointId, SiteId, Transition } from '@jernih/domain'
import type { Database, SqlValue } from '@jernih/runtime'

/**
 * What the alarm list can be asked for. `unacknowledged` and `acknowledged` count cleared episodes too, since one that ended by
 * itself still wants to be seen. `cursor` is the `next` of the page before; one that we did not give finds nothing.
 */
export interface AlarmQuery {
  status?: 'active' | 'unacknowledged' | 'acknowledged' | 'shelved' | 'cleared'
  state?: LifeState
  site?: SiteId
  point?: PointId
  kind?: AlarmKind
  /** Episodes that overlap `[from, to)`. */
  from?: Instant
  to?: Instant
  cursor?: string
  limit: number
}

/** Newest first, by the time of raising. */
export interface AlarmPage {
  alarms: Alarm[]
  next: string | null
}

const whereStatus: Record<NonNullable<AlarmQuery['status']>, string> = {
  active: 'active = 1',
  unacknowledged: 'acknowledged = 0',
  acknowledged: 'acknowledged = 1',
  shelved: 'active = 1 AND shelved = 1',
  cleared: 'active = 0',
}

export async function listAlarms(database: Database, query: AlarmQuery): Promise<AlarmPage> {
  const where: string[] = []
  const values: SqlValue[] = []
  const only = (condition: string, ...given: SqlValue[]) => {
    where.push(condition)
    values.push(...given)
  }
  if (query.status !== undefined) only(whereStatus[query.status])
  if (query.state !== undefined) only('state = ?', query.state)
  if (query.site !== undefined) only('site = ?', query.site)
  if (query.point !== undefined) only("json ->> '$.point' = ?", query.point)
  if (query.kind !== undefined) only('kind = ?', query.kind)
  if (query.to !== undefined) only('since < ?', query.to)
  if (query.from !== undefined) only('(ended_at IS NULL OR ended_at >= ?)', query.from)
  if (query.cursor !== undefined) {
    const place = parseCursor(query.cursor)
    if (!place) return { alarms: [], next: null }
    only('(raised_at, id) < (?, ?)', place.raisedAt, place.id)
  }
  const found = await database.all<{ json: string }>(
    `SELECT json FROM alarm ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
     ORDER BY raised_at DESC, id DESC LIMIT ?`,
    ...values,
    query.limit + 1,
  )
  const alarms = found.slice(0, query.limit).map(({ json }): Alarm => JSON.parse(json))
  const last = alarms.at(-1)
  return { alarms, next: found.length > query.limit && last ? `${last.raisedAt}_${last.id}` : null }
}

/** An episode with its transitions, oldest first. */
export async function getAlarm(
  database: Database,
  id: string,
): Promise<{ alarm: Alarm; transitions: Transition[] } | null> {
  const [found] = await database.all<{ json: string }>('SELECT json FROM alarm WHERE id = ?', id)
  if (!found) return null
  const steps = await database.all<{ json: string }>(
    'SELECT json FROM transition WHERE alarm = ? ORDER BY n',
    id,
  )
  return { alarm: JSON.parse(found.json), transitions: steps.map(({ json }) => JSON.parse(json)) }
}

function parseCursor(cursor: string): { raisedAt: Instant; id: string } | null {
  const [, raisedAt, id] = /^(-?\d{1,16})_(.+)$/.exec(cursor) ?? []
  return raisedAt !== undefined && id !== undefined ? { raisedAt: Number(raisedAt), id } : null
}
