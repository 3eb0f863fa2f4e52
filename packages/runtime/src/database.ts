import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { Closable } from './scope.ts'

/** What SQLite can hold. */
export type SqlValue = number | string | bigint | Uint8Array | null

/** What a transaction does, in order. */
export type Step =
  /** One prepared statement, run once for each row of its values. */
  | { sql: string; rows: readonly (readonly SqlValue[])[] }
  /** The same with numbers only, `width` of them a row: they cross to the thread without a copy. */
  | { sql: string; packed: Float64Array<ArrayBuffer>; width: number }
  /** Such rows after the VALUES of `insert`, many to a statement: what bulk writes use. */
  | { insert: string; packed: Float64Array<ArrayBuffer>; width: number }

/** An SQLite file (WAL, synchronous=FULL), worked on off the thread that serves HTTP and MQTT: a slow disk never holds that up. */
export interface Database extends Closable {
  /** All steps in one transaction; resolves, with the rows each step changed, once it is on disk. All or nothing. */
  transaction(steps: readonly Step[]): Promise<number[]>
  all<Row>(sql: string, ...values: readonly SqlValue[]): Promise<Row[]>
  close(): Promise<void>
}

/** Opens (and makes) `file` and runs `schema` on it, which must be safe to repeat. */
export type OpenDatabase = (file: string, schema: string) => Promise<Database>

/** One thread for any number of files, one call after another: what small files share, since each thread costs some 10 MB. */
export interface DatabaseThread extends Closable {
  open: OpenDatabase
  /** Closes the files that are still open, too. */
  close(): Promise<void>
}

/** Opens a file on a thread of its own. */
export const openDatabase: OpenDatabase = async (file, schema) => {
  const thread = startDatabaseThread()
  try {
    const database = await thread.open(file, schema)
    return { ...database, close: thread.close }
  } catch (error) {
    await thread.close()
    throw error
  }
}

export type DatabaseCall =
  | { open: string; schema: string }
  | { transaction: readonly Step[] }
  | { all: string; values: readonly SqlValue[] }
  | { close: true }

export type DatabaseRequest = DatabaseCall & { id: number; database: number }

export type DatabaseReply = { id: number; result: unknown } | { id: number; error: Error }

/**
 * Should the thread die, so does the process, loudly: nobody knows what of the calls under way is on disk, and a start anew, which
 * reads it from there, is what everything is built to survive.
 * Its young generation is small: what such a thread makes dies at once, and the usual one would cost 16 MB a thread.
 */
export function startDatabaseThread(
  resourceLimits: ResourceLimits = { maxYoungGenerationSizeMb: 4 },
): DatabaseThread {
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), { resourceLimits })
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>()
  let requests = 0
  let databases = 0
  let ended: Error | null = null

  worker.on('message', (reply: DatabaseReply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) call?.reject(reply.error)
    else call?.resolve(reply.result as never)
  })
  const end = (error: Error) => {
    ended ??= error
    for (const call of waiting.values()) call.reject(ended)
    waiting.clear()
  }
  worker.on('error', (error: Error) => {
    end(error)
    throw new Error('the thread that works on the SQLite files died', { cause: error })
  })
  worker.on('exit', () => end(new Error('the database is closed')))

  function ask<T>(database: number, call: DatabaseCall, transfer: ArrayBuffer[] = []): Promise<T> {
    if (ended) return Promise.reject(ended)
    return new Promise<T>((resolve, reject) => {
      const id = requests++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ ...call, id, database } satisfies DatabaseRequest, transfer)
    })
  }

  return {
    async open(file, schema) {
      const database = databases++
      await ask(database, { open: file, schema }).catch((cause: Error) => {
        // As the system's own errors have it.
        throw Object.assign(new Error(`${file}: ${cause.message}`, { cause }), { path: file })
      })
      return {
        transaction(steps) {
          const transfer = steps.flatMap((step) => ('packed' in step ? [step.packed.buffer] : []))
          return ask(database, { transaction: steps }, transfer)
        },
        all: (sql, ...values) => ask(database, { all: sql, values }),
        close: () => ask(database, { close: true }),
      }
    },
    async close() {
      if (ended) return
      const exit = new Promise((resolve) => worker.once('exit', resolve))
      worker.postMessage('end')
      await exit
    },
  }
}
