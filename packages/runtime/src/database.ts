import { Worker } from 'node:worker_threads'
import type { Closable } from './scope.ts'

/** What SQLite can hold. */
export type SqlValue = number | string | bigint | Uint8Array | null

/** One prepared statement, run once for each row of its values, in order. */
export type Step =
  | { sql: string; rows: readonly (readonly SqlValue[])[] }
  /** Numbers only, `width` of them a row: what bulk writes use, since it crosses to the thread without a copy. */
  | { sql: string; packed: Float64Array<ArrayBuffer>; width: number }

/**
 * An SQLite file (WAL, synchronous=FULL) on a thread of its own, so that a slow disk never holds up the thread that
 * serves HTTP and MQTT.
 */
export interface Database extends Closable {
  /** All steps in one transaction; resolves, with the rows each step changed, once it is on disk. All or nothing. */
  transaction(steps: readonly Step[]): Promise<number[]>
  all<Row>(sql: string, ...values: readonly SqlValue[]): Promise<Row[]>
  close(): Promise<void>
}

export type DatabaseRequest =
  | { id: number; transaction: readonly Step[] }
  | { id: number; all: string; values: readonly SqlValue[] }

export type DatabaseReply = { id: number; result: unknown } | { id: number; error: Error }

/** Opens (and makes) `file` and runs `schema` on it, which must be safe to repeat. */
export async function openDatabase(file: string, schema: string): Promise<Database> {
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData: { file, schema },
  })
  const waiting = new Map<number, { resolve(result: never): void; reject(error: Error): void }>()
  let id = 0
  let ended: Error | null = null

  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve())
    worker.once('error', reject)
  })
  worker.on('message', (reply: DatabaseReply) => {
    const call = waiting.get(reply.id)
    waiting.delete(reply.id)
    if ('error' in reply) call?.reject(reply.error)
    else call?.resolve(reply.result as never)
  })
  const end = (error: Error) => {
    ended ??= error
    for (const call of waiting.values()) call.reject(error)
    waiting.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end(new Error(`the database ${file} is closed`)))

  function ask<T>(request: DatabaseRequest, transfer: ArrayBuffer[] = []): Promise<T> {
    if (ended) return Promise.reject(ended)
    return new Promise<T>((resolve, reject) => {
      waiting.set(request.id, { resolve, reject })
      worker.postMessage(request, transfer)
    })
  }

  return {
    transaction(steps) {
      const transfer = steps.flatMap((step) => ('packed' in step ? [step.packed.buffer] : []))
      return ask({ id: id++, transaction: steps }, transfer)
    },
    all: (sql, ...values) => ask({ id: id++, all: sql, values }),
    async close() {
      if (ended) return
      const exit = new Promise((resolve) => worker.once('exit', resolve))
      worker.postMessage('close')
      await exit
    },
  }
}
