import type { Journal } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Device } from './devices.ts'

/** `left`: with a goodbye, or because its account was removed. */
export type Link = 'connected' | 'lost' | 'left'

/** Writes down which devices are connected, each change once, however often the journal must be asked. */
export interface Links {
  set(device: Device, link: Link): void
  /** Stops; what is not written down by then stays so, and the next start begins with every device away. */
  close(): Promise<void>
}

const retryMs = 1_000

export function createLinks({ journal, clock, log }: { journal: Journal; clock: Clock; log: Log }): Links {
  const written = new Map<string, Link>()
  const wanted = new Map<string, { device: Device; link: Link }>()
  const closing = new AbortController()
  let writing: Promise<void> = Promise.resolve()
  let busy = false

  async function writeAll(): Promise<void> {
    for (let next = first(wanted); next && !closing.signal.aborted; next = first(wanted)) {
      const [id, change] = next
      try {
        if (written.get(id) !== change.link) await write(change)
        if (change.link === 'left') written.delete(id)
        else written.set(id, change.link)
        if (wanted.get(id) === change) wanted.delete(id)
      } catch (error) {
        log.debug({ error, device: id }, 'a connection could not be written down: trying again')
        await pause(retryMs, closing.signal)
      }
    }
    // In the same turn as the last look into `wanted`, so that nothing is put there unseen.
    busy = false
  }

  function write({ device: { id, site, point }, link }: { device: Device; link: Link }): Promise<unknown> {
    const connected = link === 'connected'
    const how = link === 'left' ? { goodbye: true } : {}
    return journal.append({
      kind: 'link',
      receivedAt: clock.now(),
      site,
      point,
      device: id,
      connected,
      ...how,
    })
  }

  return {
    set(device, link) {
      wanted.delete(device.id)
      wanted.set(device.id, { device, link })
      if (busy) return
      busy = true
      writing = Promise.resolve().then(writeAll)
    },
    async close() {
      closing.abort()
      await writing
    },
  }
}

function first<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
  return map.entries().next().value
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
