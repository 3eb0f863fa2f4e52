import { type Latest, seriesName } from '@jernih/domain'
import type { Piece, ReadingPiece } from './piece.ts'

/** Why a client gets a snapshot: it is new, it missed more than we kept, or a site's file has changed. */
export type SnapshotReason = 'new' | 'missed' | 'sites'

export type Mail =
  | { kind: 'snapshot'; reason: SnapshotReason }
  | { kind: 'piece'; piece: Piece; withId: boolean }
  | { kind: 'heartbeat' }

/**
 * What one client has not taken yet, bounded however long it waits: alarms in order, of readings the latest of each
 * series, one heartbeat. Where too many alarms wait, all of it gives way to a fresh snapshot.
 */
export interface Mailbox {
  post(piece: Piece): void
  postHeartbeat(): void
  postSnapshot(reason: SnapshotReason): void
  isEmpty(): boolean
  take(): Mail | null
}

export function createMailbox(options: {
  maxAlarms: number
  /** Makes one piece of the readings of several. */
  merge: (latest: readonly Latest[], offset: number) => ReadingPiece
}): Mailbox {
  const { maxAlarms, merge } = options
  let snapshot: SnapshotReason | null = null
  let alarms: Piece[] = []
  let readings: ReadingPiece[] = []
  let heartbeat = false

  const isEmpty = () => snapshot === null && alarms.length === 0 && readings.length === 0 && !heartbeat

  function postSnapshot(reason: SnapshotReason) {
    if (snapshot === null || reason !== 'sites') snapshot = reason
    alarms = []
    readings = []
  }

  return {
    post(piece) {
      if (piece.kind === 'alarms') alarms.push(piece)
      else if (readings.push(piece as ReadingPiece) >= mergeAt) readings = [mergeAll(readings, merge)]
      if (alarms.reduce((sum, { size }) => sum + size, 0) > maxAlarms) postSnapshot('missed')
    },
    postHeartbeat() {
      heartbeat = true
    },
    postSnapshot,
    isEmpty,
    take() {
      if (snapshot !== null) {
        const reason = snapshot
        snapshot = null
        return { kind: 'snapshot', reason }
      }
      const alarm = alarms.shift()
      const piece = alarm ?? takeReadings()
      if (piece) return { kind: 'piece', piece, withId: piece.whole && alarms.length + readings.length === 0 }
      if (!heartbeat) return null
      heartbeat = false
      return { kind: 'heartbeat' }
    },
  }

  function takeReadings(): Piece | undefined {
    const [first] = readings
    const piece = readings.length > 1 ? mergeAll(readings, merge) : first
    readings = []
    return piece
  }
}

/** So many pieces of readings wait before they are merged, which costs more than keeping them. */
const mergeAt = 8

function mergeAll(
  pieces: readonly ReadingPiece[],
  merge: (latest: readonly Latest[], offset: number) => ReadingPiece,
): ReadingPiece {
  const latest = new Map<string, Latest>()
  for (const piece of pieces) for (const reading of piece.latest) latest.set(seriesName(reading), reading)
  return merge([...latest.values()], Math.max(...pieces.map(({ offset }) => offset)))
}
