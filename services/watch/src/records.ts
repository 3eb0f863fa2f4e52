import { alarmOf, isAtRest } from '@jernih/alarm'
import { type Alarm, alarmName } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { Step } from '@jernih/runtime'
import type { Evaluator } from './evaluator.ts'
import { excessSteps } from './excess-rows.ts'
import { isActive, type Unsaved } from './ledger.ts'
import type { Plan } from './plan.ts'
import type { WatchedSeries } from './watched.ts'

/**
 * `series` and `machine` are the watch's memory; `alarm` and `transition` are history, and stay. Times are Unix ms. This is the shape with
 * which the file began; what came later is in `migrations.ts`.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS progress (one INTEGER PRIMARY KEY CHECK (one = 1), cursor INTEGER NOT NULL, started_at INTEGER NOT NULL)
  STRICT;
CREATE TABLE IF NOT EXISTS site (id TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS point (site TEXT, point TEXT, json TEXT NOT NULL, PRIMARY KEY (site, point)) STRICT;
CREATE TABLE IF NOT EXISTS series (
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, point TEXT NOT NULL, parameter TEXT NOT NULL,
  at INTEGER, received INTEGER, value REAL, flag INTEGER, tests INTEGER, counted INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS machine (site TEXT, point TEXT, name TEXT, parameter TEXT, kind TEXT NOT NULL, json TEXT NOT NULL,
  PRIMARY KEY (site, point, name)) STRICT;
CREATE TABLE IF NOT EXISTS alarm (
  id TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, active INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
  shelved INTEGER NOT NULL, since INTEGER NOT NULL, raised_at INTEGER NOT NULL, ended_at INTEGER, json TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS alarm_newest ON alarm (raised_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS alarm_of_site ON alarm (site, raised_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS alarm_active ON alarm (raised_at DESC, id DESC) WHERE active = 1;
CREATE INDEX IF NOT EXISTS alarm_unacknowledged ON alarm (raised_at DESC, id DESC) WHERE acknowledged = 0;
CREATE TABLE IF NOT EXISTS transition (
  id TEXT PRIMARY KEY, alarm TEXT NOT NULL, n INTEGER NOT NULL, json TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS transition_of_alarm ON transition (alarm, n);
`

/** Where the watch goes on in the journal, and what it knows of the time there. */
export interface Progress extends Pick<Evaluator, 'startedAt' | 'clockAt'> {
  cursor: Offset
}

/** Everything unsaved, and how far in the journal it is true, as one transaction's steps. */
export function stepsToSave(unsaved: Unsaved, { cursor, startedAt, clockAt }: Progress, plan: Plan): Step[] {
  const gone = new Set(unsaved.goneSeries)
  const series = unsaved.series.filter((one) => !gone.has(one))
  const standing = [...unsaved.slots].filter(({ state }) => !isAtRest(state))
  const ended = [...unsaved.slots].filter(({ state }) => isAtRest(state))
  const sites = [...unsaved.sites]
  const windows = [...unsaved.windows].filter((one) => !gone.has(one))
  const steps: Step[] = [
    rows(
      'DELETE FROM series WHERE id = ?',
      [...gone].map(({ id }) => [id]),
    ),
    rows(
      'INSERT OR REPLACE INTO series (id, site, point, parameter) VALUES (?, ?, ?, ?)',
      series.filter(({ stored }) => !stored).map((one) => [one.id, one.site, one.point, one.parameter]),
    ),
    {
      sql: 'UPDATE series SET at = ?, received = ?, value = ?, flag = ?, tests = ?, counted = ? WHERE id = ?',
      packed: packed(series),
      width: 7,
    },
    rows(
      'DELETE FROM gathered WHERE series = ?',
      [...gone, ...windows.filter((one) => one.windows === null)].map(({ id }) => [id]),
    ),
    rows(
      'INSERT OR REPLACE INTO gathered (series, json) VALUES (?, ?)',
      windows.flatMap((one) => (one.windows ? [[one.id, JSON.stringify(one.windows.memory)]] : [])),
    ),
    ...excessSteps(unsaved.weighed, gone),
    rows(
      'DELETE FROM machine WHERE site = ? AND point = ? AND name = ?',
      ended.map(({ rule: { key } }) => [key.site, key.point, alarmName(key)]),
    ),
    rows(
      'INSERT OR REPLACE INTO machine (site, point, name, parameter, kind, json) VALUES (?, ?, ?, ?, ?, ?)',
      standing.map(({ rule: { key }, state }) => {
        return [key.site, key.point, alarmName(key), key.parameter, key.kind, JSON.stringify(state)]
      }),
    ),
    rows(
      'DELETE FROM point WHERE site = ? AND point = ?',
      unsaved.gonePoints.map(({ site, point }) => [site.id, point.id]),
    ),
    rows(
      'INSERT OR REPLACE INTO point (site, point, json) VALUES (?, ?, ?)',
      [...unsaved.points].map(({ site, point, memory }) => [site.id, point.id, JSON.stringify(memory)]),
    ),
    rows(
      'DELETE FROM site WHERE id = ?',
      sites.map((id) => [id]),
    ),
    rows(
      'INSERT INTO site (id, json) VALUES (?, ?)',
      sites.flatMap((id) => (plan.sites.has(id) ? [[id, JSON.stringify(plan.sites.get(id))]] : [])),
    ),
    rows(
      `INSERT OR REPLACE INTO alarm (id, site, kind, state, active, acknowledged, shelved, since, raised_at, ended_at, json)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      alarmsOf(unsaved).map(alarmRow),
    ),
    rows(
      'INSERT OR IGNORE INTO transition (id, alarm, n, json) VALUES (?, ?, ?, ?)',
      unsaved.changes.map(({ alarm, transition }) => {
        const n = Number(transition.id.slice(alarm.id.length + 1))
        return [transition.id, alarm.id, n, JSON.stringify(transition)]
      }),
    ),
    rows('INSERT OR REPLACE INTO progress (one, cursor, started_at, clock_at) VALUES (1, ?, ?, ?)', [
      [cursor, startedAt, clockAt],
    ]),
  ]
  return steps.filter((step) => ('rows' in step ? step.rows.length : step.packed.length) > 0)
}

function rows(sql: string, values: Extract<Step, { rows: unknown }>['rows']): Step {
  return { sql, rows: values }
}

function packed(series: readonly WatchedSeries[]): Float64Array<ArrayBuffer> {
  const values = new Float64Array(series.length * 7)
  let next = 0
  for (const { at, receivedAt, value, flag, tests, countedAt, id } of series) {
    values[next++] = at
    values[next++] = receivedAt
    values[next++] = value
    values[next++] = flag
    values[next++] = Number(tests)
    values[next++] = countedAt
    values[next++] = id
  }
  return values
}

/** Each episode once, as it stands last. */
function alarmsOf({ changes, slots }: Unsaved): Alarm[] {
  const byId = new Map<string, Alarm>()
  for (const { alarm } of changes) byId.set(alarm.id, alarm)
  for (const slot of slots) if (isActive(slot)) byId.set(slot.state.alarm.id, alarmOf(slot.state))
  return [...byId.values()]
}

function alarmRow(alarm: Alarm) {
  return [
    alarm.id,
    alarm.site,
    alarm.kind,
    alarm.state,
    Number(alarm.status === 'active'),
    Number(alarm.acknowledgement !== null),
    Number(alarm.shelving !== null),
    alarm.since,
    alarm.raisedAt,
    alarm.status === 'cleared' ? alarm.clearedAt : null,
    JSON.stringify(alarm),
  ]
}
