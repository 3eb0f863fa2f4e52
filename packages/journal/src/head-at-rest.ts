import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { isUnreadable } from './damaged.ts'
import type { Offset } from './entry.ts'
import { listSegments, readStanding } from './segment.ts'

/**
 * The head of a journal that nobody has open and that was copied whole, such as one in a backup; null where its newest file cannot be
 * trusted. Leaves nothing beside the files, not even a lock.
 */
export function headAtRest(directory: string): Offset | null {
  const newest = listSegments(join(directory, 'journal')).at(-1)
  if (newest === undefined) return 0
  const url = pathToFileURL(newest.file)
  url.searchParams.set('immutable', '1')
  try {
    using database = new DatabaseSync(url, { readOnly: true })
    return readStanding(database).head
  } catch (error) {
    if (!isUnreadable(error)) throw error
    return null
  }
}
