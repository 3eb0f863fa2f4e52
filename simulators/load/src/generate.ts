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
  /** Messages a second over all connections; null: as many as are acknowledged. */
  rate: number | null
  /** Called when every connection stands, just before the first message. */
  onStart?: () => void
}

export interface LoadResult {
  acknowledged: number
  /** From the first message to the last acknowledgement. */
  seconds: number
}

/** Publishes readings at QoS 1 for `seconds`, then waits for what is still unacknowledged. */
export async function generateLoad(options: LoadOptions): Promise<LoadResult> {
  const connections = await Promise.all(options.clients.map((client) => openConnection(client, options)))
  const started = performance.now()
  options.onStart?.()
  const sent =
    options.rate === null
      ? await sendFreely(connections, options.seconds)
      : await sendAtRate(connections, options.rate, options.seconds)
  while (total(connections) < sent) await sleep(1)
  const seconds = (performance.now() - started) / 1000
  for (const connection of connections) connection.close()
  return { acknowledged: sent, seconds }
}

async function sendFreely(connections: readonly LoadConnection[], seconds: number): Promise<number> {
  let sent = 0
  let running = true
  for (const connection of connections) {
    connection.onAcknowledged = () => {
      if (running) sent += connection.send(Number.POSITIVE_INFINITY)
    }
    connection.onAcknowledged()
  }
  await sleep(seconds * 1000)
  running = false
  return sent
}

async function sendAtRate(
  connections: readonly LoadConnection[],
  rate: number,
  seconds: number,
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
    await sleep(1)
  }
}

function total(connections: readonly LoadConnection[]): number {
  return connections.reduce((sum, connection) => sum + connection.acknowledged, 0)
}
