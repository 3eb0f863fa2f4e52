import type { Database, OpenDatabase, Step } from '@jernih/runtime'
import { excessTable } from './excess-rows.ts'
import { schema } from './records.ts'

/** `alarms.db` was written by a newer version of Jernih, which kept what this one does not know. */
export class AlarmsTooNew extends Error {
  override name = 'AlarmsTooNew'
}

/**
 * What brings a file from each version (`PRAGMA user_version`) to the next. What a version did not keep is null afterwards: the journal could
 * tell it, but would also decide anew what people were told long ago.
 */
const migrations: readonly ((database: Database) => Promise<string[]>)[] = [
  async (database) => {
    const columns = await database.all<{ name: string }>("SELECT name FROM pragma_table_info('progress')")
    if (columns.some(({ name }) => name === 'clock_at')) return []
    return [
      'ALTER TABLE progress ADD COLUMN clock_at INTEGER NOT NULL DEFAULT 0',
      'UPDATE progress SET clock_at = started_at',
    ]
  },
  async () => [
    "ALTER TABLE alarm ADD COLUMN state TEXT NOT NULL DEFAULT 'normal'",
    `UPDATE alarm SET state = CASE
       WHEN active AND shelved THEN 'shelved'
       WHEN active AND acknowledged THEN 'acknowledged-active'
       WHEN active THEN 'unacknowledged-active'
       WHEN acknowledged THEN 'normal'
       ELSE 'returned-unacknowledged' END`,
    `UPDATE alarm SET json = json_set(json, '$.state', state, '$.readings', NULL, '$.suppression', NULL,
       '$.outOfService', NULL)`,
    "UPDATE alarm SET json = json_set(json, '$.returnedAt', NULL) WHERE active",
    'CREATE INDEX alarm_of_state ON alarm (state, raised_at DESC, id DESC)',
    "UPDATE transition SET json = json_set(json, '$.after', NULL)",
    `UPDATE machine SET json = json_set(json, '$.failedAt', NULL, '$.withholding', json_object(
       'shelving', json(coalesce(json -> '$.alarm.shelving', 'null')), 'suppression', NULL, 'outOfService', NULL))`,
    "UPDATE machine SET json = json_set(json, '$.readings', NULL) WHERE json ->> '$.status' = 'pending'",
    `UPDATE machine SET json = json_remove(json_set(json, '$.turningSince', json ->> '$.returningSince',
       '$.alarm.readings', NULL, '$.alarm.returnedAt', NULL), '$.returningSince', '$.alarm.shelving')
       WHERE json ->> '$.status' = 'active'`,
  ],
  async () => [
    `CREATE INDEX alarm_wanting_acknowledgement ON alarm (site, raised_at, id, state)
       WHERE state IN ('unacknowledged-active', 'returned-unacknowledged', 'latched')`,
  ],
  async () => [
    'CREATE TABLE gathered (series INTEGER PRIMARY KEY, json TEXT NOT NULL) STRICT',
    "UPDATE point SET json = json_set(json, '$.suppressing', json('[]'))",
  ],
  async () => [excessTable],
  async () => ["CREATE INDEX alarm_of_point ON alarm (site, json ->> '$.point', raised_at DESC, id DESC)"],
  async () => [
    `UPDATE machine SET json = json_set(json, '$.value', json ->> '$.last', '$.violations', 1, '$.balance', 0)
       WHERE json ->> '$.status' = 'pending'`,
  ],
]

/** Opens the watch's file, of this version or an older one. Throws {@link AlarmsTooNew}. */
export async function openAlarms(open: OpenDatabase, file: string): Promise<Database> {
  const database = await open(file, schema)
  try {
    const [found] = await database.all<{ user_version: number }>('PRAGMA user_version')
    const version = found?.user_version ?? 0
    if (version > migrations.length) {
      throw new AlarmsTooNew(`${file} has version ${version}, this program knows ${migrations.length}`)
    }
    for (const [n, migration] of [...migrations.entries()].slice(version)) {
      await database.transaction([...(await migration(database)), `PRAGMA user_version = ${n + 1}`].map(once))
    }
  } catch (error) {
    await database.close()
    throw error
  }
  return database
}

function once(sql: string): Step {
  return { sql, rows: [[]] }
}
