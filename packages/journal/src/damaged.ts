/** The file cannot be trusted as it is, or cannot be read there. */
export class Damaged extends Error {
  override name = 'Damaged'
}

/** SQLite found the file malformed, not a database, or without our tables; or we found it altered. */
export function isDamage(error: unknown): boolean {
  const [sqliteError, sqliteCorrupt, sqliteNotADatabase] = [1, 11, 26]
  const code = errorCode(error) & 0xff
  return (
    error instanceof Damaged || code === sqliteError || code === sqliteCorrupt || code === sqliteNotADatabase
  )
}

/** Damage, or a sector that the disk does not give back. */
export function isUnreadable(error: unknown): boolean {
  const sqliteIoErrorRead = 266
  return isDamage(error) || errorCode(error) === sqliteIoErrorRead
}

function errorCode(error: unknown): number {
  return (error as { errcode?: number }).errcode ?? 0
}
