import type { Log } from './log.ts'

/** Something that was opened and must be closed. */
export interface Closable {
  close(): Promise<void> | void
}

/** Owns what is opened in it and closes all of it in reverse order, one after another, whatever fails on the way. */
export interface Scope extends Closable {
  /** Answers what it was given. What is added once closing has begun is closed as well. */
  add<T extends Closable>(closable: T): T
  /** Never rejects: a failure is logged. Called again, it waits for the same end. */
  close(): Promise<void>
}

export function createScope(log: Log): Scope {
  const opened: Closable[] = []
  let closing: Promise<void> | null = null
  return {
    add(closable) {
      opened.push(closable)
      if (closing) closing = closing.then(() => closeAll(opened, log))
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
