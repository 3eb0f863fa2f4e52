import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Block, Standing } from './block.ts'
import { isDamage } from './damaged.ts'
import type { Offset } from './entry.ts'
import { type Damage, type Ledger, type Occasion, openLedger } from './ledger.ts'
import { type Segment, syncDirectory } from './segment.ts'
import { given, serveThread } from './serve-thread.ts'

export type WriterRequest =
  | { kind: 'open' }
  | { kind: 'commit'; blocks: readonly Block[]; advances: readonly (readonly [string, Offset])[] }
  | { kind: 'prune'; before: number; passed: Offset }

export type WriterReply =
  | {
      ok: true
      /** The offset of the commit's first entry. */
      first: Offset
      standing: Standing
      pruned: number
      /** Told when it changed. */
      segments: readonly Segment[] | null
      /** Told when the files were opened, or opened anew after a failure. */
      opened: { cursors: ReadonlyMap<string, Offset>; damage: Damage | null } | null
    }
  | { ok: false; inUse: boolean; reason: string; code: number | string | null }

const { directory } = given<{ directory: string }>()
let lock: DatabaseSync | null = null
let ledger: Ledger | null = null
let occasion: Occasion = 'start'
let segmentsTold = -1

serveThread(answer, () => {
  ledger?.close()
  lock?.close()
})

function answer(request: WriterRequest): WriterReply {
  try {
    lock ??= takeLock()
    const opening = ledger === null
    ledger ??= openLedger(directory, occasion)
    const first = ledger.standing().head
    let pruned = 0
    if (request.kind === 'commit') ledger.commit(request.blocks, request.advances)
    if (request.kind === 'prune') pruned = ledger.prune(request.before, request.passed)
    const { standing, segments, cursors, damage } = ledger
    const changed = opening || pruned > 0 || segments().length !== segmentsTold
    segmentsTold = segments().length
    return {
      ok: true,
      first,
      standing: standing(),
      pruned,
      segments: changed ? segments() : null,
      opened: opening ? { cursors: cursors(), damage } : null,
    }
  } catch (error) {
    if (ledger !== null) occasion = isDamage(error) ? 'damage' : 'failure'
    abandonLedger()
    const { message, errcode, code } = error as { message: string; errcode?: number; code?: string }
    return {
      ok: false,
      inUse: lock === null && errcode === 5,
      reason: message,
      code: errcode ?? code ?? null,
    }
  }
}

/** The next request opens the files anew: after an I/O error SQLite's own view of them may be stale. */
function abandonLedger(): void {
  try {
    ledger?.close()
  } catch {
    // Closing tidies the WAL; opening does so too.
  }
  ledger = null
}

/** Held as long as the thread lives; the system lets go of it when the process dies, however it dies. */
function takeLock(): DatabaseSync {
  const made = mkdirSync(directory, { recursive: true })
  if (made !== undefined) {
    syncDirectory(dirname(directory))
    syncDirectory(dirname(made))
  }
  const database = new DatabaseSync(join(directory, 'lock'))
  try {
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
