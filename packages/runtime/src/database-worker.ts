import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { parentPort } from 'node:worker_threads'
import type { DatabaseReply, DatabaseRequest, Step } from './database.ts'

interface OpenFile {
  database: DatabaseSync
  prepared: Map<string, StatementSync>
}

const files = new Map<number, OpenFile>()

parentPort?.on('message', (request: DatabaseRequest | 'end') => {
  if (request === 'end') {
    for (const { database } of files.values()) database.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer(request))
})

function answer(request: DatabaseRequest): DatabaseReply {
  try {
    return { id: request.id, result: resultOf(request) }
  } catch (error) {
    return { id: request.id, error: error as Error }
  }
}

function resultOf(request: DatabaseRequest): unknown {
  if ('open' in request) {
    files.set(request.database, open(request.open, request.schema))
    return null
  }
  const file = files.get(request.database)
  if (!file) throw new Error('the database is closed')
  if ('all' in request) return prepare(file, request.all).all(...request.values)
  if ('transaction' in request) return transaction(file, request.transaction)
  files.delete(request.database)
  file.database.close()
  return null
}

function open(name: string, schema: string): OpenFile {
  const database = new DatabaseSync(name)
  try {
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON',
    )
    database.exec(schema)
  } catch (error) {
    database.close()
    throw error
  }
  return { database, prepared: new Map() }
}

function transaction(file: OpenFile, steps: readonly Step[]): number[] {
  const { database } = file
  database.exec('BEGIN IMMEDIATE')
  try {
    const changed = steps.map((step) => run(file, step))
    database.exec('COMMIT')
    return changed
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    throw error
  } finally {
    for (const step of steps) if ('packed' in step) letGo(step.packed)
  }
}

/** Gives the memory back now: the collector, to whom this is a handful of bytes, would leave megabytes lying for seconds. */
function letGo({ buffer }: Float64Array<ArrayBuffer>): void {
  buffer.transfer(0)
}

function run(file: OpenFile, step: Step): number {
  if ('insert' in step) return insertPacked(file, step)
  const statement = prepare(file, step.sql)
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

/** A statement of so many rows takes two thirds of their time one by one; more rows win next to nothing. */
const rowsTogether = 32

function insertPacked(file: OpenFile, { insert, packed, width }: Extract<Step, { insert: string }>): number {
  const row = `(${Array(width).fill('?').join(', ')})`
  const many = prepare(file, `${insert} VALUES ${Array(rowsTogether).fill(row).join(', ')}`)
  const one = prepare(file, `${insert} VALUES ${row}`)
  const chunk = rowsTogether * width
  let start = 0
  let changed = 0
  for (; start + chunk <= packed.length; start += chunk) {
    changed += Number(many.run(...packed.subarray(start, start + chunk)).changes)
  }
  for (; start < packed.length; start += width) {
    changed += Number(one.run(...packed.subarray(start, start + width)).changes)
  }
  return changed
}

function prepare({ database, prepared }: OpenFile, sql: string): StatementSync {
  const known = prepared.get(sql)
  if (known) return known
  const statement = database.prepare(sql)
  prepared.set(sql, statement)
  return statement
}
