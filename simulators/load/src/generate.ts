import { setTimeout as sleep } from 'node:timers/promises'
import { type LoadConnection, openConnection } from './connection.ts'
import type { LoadClient } from './packets.ts'

export interface LoadOptions {
  host: string
  port: number
  clients: readonly LoadClient[]
  /** Unacknowledged messages a connection. */
  inflight: number
  seconds: number
  /** Messages a second over all connections; null: as many as are acknowledged, but for 1,000 a second on each connection. */
  rate: number | null
  /** Called when every connection stands, just before the first message. */
  onStart?: () => void
}

export interface LoadResult {
  acknowledged: number
  /** From the first message to the last acknowledgement. */
  seconds: number
}

/** Publishes readings at QoS 1 for `seconds`, then waits for what is still unacknowledged. Rejects when a connection ends. */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const connections = await Promise.all(options.clients.map((client) => openConnection(client, options)))
  const stop = new AbortController()
  try {
    return await Promise.race([
      publish(connections, options, stop.signal),
      ...connections.map(({ ended }) => ended),
    ])
  } finally {
    stop.abort()
    for (const connection of connections) connection.close()
  }
}

async function publish(
  connections: readonly LoadConnection[],
  { seconds, rate, onStart }: LoadOptions,
  signal: AbortSignal,
): Promise<LoadResult> {
  const started = performance.now()
  onStart?.()
  const sent =
    rate === null
      ? await sendFreely(connections, seconds, signal)
      : await sendAtRate(connections, { rate, seconds, signal })
  while (total(connections) < sent) await sleep(1, undefined, { signal })
  return { acknowledged: sent, seconds: (performance.now() - started) / 1000 }
}

async function sendFreely(
  connections: readonly LoadConnection[],
  seconds: number,
  signal: AbortSignal,
): Promise<number> {
  let sent = 0
  let running = true
  for (const connection of connections) {
    connection.onRoom = () => {
      if (running) sent += connection.send(Number.POSITIVE_INFINITY)
    }
    connection.onRoom()
  }
  await sleep(seconds * 1000, undefined, { signal })
  running = false
  return sent
}

async function sendAtRate(
  connections: readonly LoadConnection[],
  { rate, seconds, signal }: { rate: number; seconds: number; signal: AbortSignal },
): Promise<number> {
  const started = performance.now()
  let sent = 0
  for (let turn = 0; ; turn++) {
    const elapsed = (performance.now() - started) / 1000
    if (elapsed >= seconds) return sent
    const due = Math.floor(elapsed * rate)
    for (let tries = 0; sent < due && tries < connections.length; tries++) {
      sent += connections[(turn + tries) % connections.length]?.send(1) ?? 0
    }
    await sleep(1, undefined, { signal })
  }
}

function total(connections: readonly LoadConnection[]): number {
  return connections.reduce((sum, connection) => sum + connection.acknowledged, 0)
}
