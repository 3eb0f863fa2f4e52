import type { Log } from './log.ts'

/** Something that was opened and must be closed. */
export interface Closable {
  close(): Promise<void> | void
}

/** Owns what is opened in it and closes all of it in reverse order, whatever fails on the way. */
export interface Scope extends Closable {
  add<T extends Closable>(closable: T): T
  close(): Promise<void>
}

export function createScope(log: Log): Scope {
  const opened: Closable[] = []
  let closing: Promise<void> | null = null
  return {
    add(closable) {
      opened.push(closable)
      return closable
    },
    close() {
      closing ??= closeAll(opened, log)
      return closing
    },
  }
}

async function closeAll(opened: Closable[], log: Log): Promise<void> {
  for (let closable = opened.pop(); closable; closable = opened.pop()) {
    try {
      await closable.close()
    } catch (error) {
      log.error({ error }, 'closing failed')
    }
  }
}
