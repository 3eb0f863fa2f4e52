import type { DatabaseSync } from 'node:sqlite'
import { isUnreadable } from './damaged.ts'
import { openToRead, readHeader } from './segment.ts'
import * as read from './segment-reader.ts'
import { serveThread } from './serve-thread.ts'

/** Which file, and the one after it, whose header says how far the first can be trusted; null for the newest. */
export interface Place {
  file: string
  next: string | null
}

export type ReaderRequest = { place: Place; query: read.Query } | { forget: true }
export type ReaderReply = { answer: unknown } | { error: Error; unreadable: boolean }

interface Opened extends read.OpenSegment {
  nextFile: string | null
}

const opened = new Map<string, Opened>()
const mostOpened = 4

serveThread(reply, forgetAll)

function reply(request: ReaderRequest): ReaderReply {
  try {
    if ('forget' in request) return { answer: forgetAll() }
    return { answer: read.answer(open(request.place), request.query) }
  } catch (error) {
    if ('place' in request) forget(request.place.file)
    return { error: error as Error, unreadable: isUnreadable(error) }
  }
}

function open({ file, next }: Place): Opened {
  const known = opened.get(file)
  if (known?.nextFile === next) return known
  forget(file)
  const [oldest] = opened.keys()
  if (oldest !== undefined && opened.size >= mostOpened) forget(oldest)
  const database: DatabaseSync = openToRead(file)
  const segment = { database, nextFile: next, ...boundsBy(next) }
  opened.set(file, segment)
  return segment
}

function boundsBy(next: string | null): Pick<Opened, 'end' | 'next'> {
  const open = { end: Number.MAX_SAFE_INTEGER, next: null }
  if (next === null) return open
  try {
    using database = openToRead(next)
    const { continues, accepted, rejected } = readHeader(database)
    return { end: continues, next: { accepted, rejected } }
  } catch {
    // It is the next file that is damaged, and reading that one will say so.
    return open
  }
}

function forget(file: string): void {
  opened.get(file)?.database.close()
  opened.delete(file)
}

function forgetAll(): void {
  for (const file of [...opened.keys()]) forget(file)
}
