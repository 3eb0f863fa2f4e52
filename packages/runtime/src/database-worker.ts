import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { DatabaseReply, DatabaseRequest, Step } from './database.ts'

const { file, schema } = workerData as { file: string; schema: string }
const database = new DatabaseSync(file)
database.exec(
  'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON',
)
database.exec(schema)
const prepared = new Map<string, StatementSync>()

parentPort?.on('message', (request: DatabaseRequest | 'close') => {
  if (request === 'close') {
    database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(request))
})
parentPort?.postMessage('open')

function answer(request: DatabaseRequest): DatabaseReply {
  try {
    const result =
      'all' in request ? prepare(request.all).all(...request.values) : transaction(request.transaction)
    return { id: request.id, result }
  } catch (error) {
    return { id: request.id, error: error as Error }
  }
}

function transaction(steps: readonly Step[]): number[] {
  database.exec('BEGIN IMMEDIATE')
  try {
    const changed = steps.map(run)
    database.exec('COMMIT')
    return changed
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  }
}

function run(step: Step): number {
  const statement = prepare(step.sql)
  let changed = 0
  if ('rows' in step) {
    for (const row of step.rows) changed += Number(statement.run(...row).changes)
  } else {
    for (let start = 0; start < step.packed.length; start += step.width) {
      changed += Number(statement.run(...step.packed.subarray(start, start + step.width)).changes)
    }
  }
  return changed
}

function prepare(sql: string): StatementSync {
  const known = prepared.get(sql)
  if (known) return known
  const statement = database.prepare(sql)
  prepared.set(sql, statement)
  return statement
}
