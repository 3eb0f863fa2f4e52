import type { Journal } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Device } from './devices.ts'

/** Writes down which devices are connected, each change once, however often the journal must be asked. */
export interface Links {
  set(device: Device, connected: boolean): void
  forget(id: string): void
  /** Stops; what is not written down by then stays so, and the next start begins with every device away. */
  close(): Promise<void>
}

const retryMs = 1_000

export function createLinks({ journal, clock, log }: { journal: Journal; clock: Clock; log: Log }): Links {
  const written = new Map<string, boolean>()
  const wanted = new Map<string, { device: Device; connected: boolean }>()
  const closing = new AbortController()
  let writing: Promise<void> = Promise.resolve()
  let busy = false

  async function writeAll(): Promise<void> {
    for (let next = wanted.entries().next().value; next; next = wanted.entries().next().value) {
      const [id, change] = next
      if (closing.signal.aborted) return
      try {
        if (written.get(id) !== change.connected) await write(change)
        written.set(id, change.connected)
        if (wanted.get(id) === change) wanted.delete(id)
      } catch (error) {
        log.debug({ error, device: id }, 'a connection could not be written down: trying again')
        await pause(retryMs, closing.signal)
      }
    }
  }

  function write({ device, connected }: { device: Device; connected: boolean }): Promise<unknown> {
    const { site, point, id } = device
    return journal.append({ kind: 'link', receivedAt: clock.now(), site, point, device: id, connected })
  }

  return {
    set(device, connected) {
      wanted.delete(device.id)
      wanted.set(device.id, { device, connected })
      if (busy) return
      busy = true
      writing = Promise.resolve()
        .then(writeAll)
        .finally(() => {
          busy = false
        })
    },
    forget(id) {
      wanted.delete(id)
      written.delete(id)
    },
    async close() {
      closing.abort()
      await writing
    },
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
