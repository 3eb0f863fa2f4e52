import mqtt from 'mqtt'

/** A device with a memory: it connects again by itself, and sends again whatever got no PUBACK. */
export interface BufferingDevice {
  /** Sends a COD reading of its own time of measurement. */
  send(): void
  /** Time of measurement in Unix ms to value. */
  readonly sent: ReadonlyMap<number, number>
  /** Those that got their PUBACK. */
  readonly acknowledged: ReadonlyMap<number, number>
  /** How often its connection ended. */
  refusals(): number
  /** Ends the connection. What was not acknowledged is forgotten. */
  close(): Promise<void>
}

/** Speaks for `fault/outlet`. */
export async function startBufferingDevice(options: {
  port: number
  account: { username: string; password: string }
}): Promise<BufferingDevice> {
  const { port, account } = options
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...account, reconnectPeriod: 100 })
  const sent = new Map<number, number>()
  const acknowledged = new Map<number, number>()
  let refusals = 0
  let nextAt = Date.now() - 3_600_000
  client.on('error', () => {})
  client.on('close', () => refusals++)
  return {
    send() {
      const at = nextAt++
      const value = 90 + (at % 1_000) / 100
      sent.set(at, value)
      const payload = JSON.stringify({ at, readings: { cod: value } })
      client.publish('ipal/fault/outlet/readings', payload, { qos: 1 }, (error) => {
        if (!error) acknowledged.set(at, value)
      })
    },
    sent,
    acknowledged,
    refusals: () => refusals,
    close: () => client.endAsync(true),
  }
}
