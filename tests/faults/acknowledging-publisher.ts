import mqtt from 'mqtt'

/** Every reading of one point that got its PUBACK: time of measurement in Unix ms to value. */
export type Acknowledged = Map<number, number>

export interface Publisher {
  /** Ends the connection without a word, as a killed broker leaves it. */
  abandon(): void
}

/**
 * Publishes COD readings at QoS 1, `inflight` at a time, each as soon as the one before is acknowledged or `pauseMs` later, and keeps
 * what was acknowledged.
 */
export async function startPublisher(options: {
  port: number
  site: string
  point: string
  account: { username: string; password: string }
  inflight: number
  pauseMs?: number
  acknowledged: Acknowledged
  /** The next time of measurement: unique over all publishers of this point. */
  nextAt(): number
}): Promise<Publisher> {
  const { port, site, point, account, acknowledged, pauseMs = 0 } = options
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { ...account, reconnectPeriod: 0 })
  client.on('error', () => {})
  let running = true

  function publishNext(): void {
    if (!running) return
    const at = options.nextAt()
    const value = 90 + (at % 1_000) / 100
    client.publish(
      `ipal/${site}/${point}/readings`,
      JSON.stringify({ at, readings: { cod: value } }),
      { qos: 1 },
      (error) => {
        if (error) return
        acknowledged.set(at, value)
        if (pauseMs === 0) publishNext()
        else setTimeout(publishNext, pauseMs)
      },
    )
  }
  for (let n = 0; n < options.inflight; n++) publishNext()

  return {
    abandon() {
      running = false
      client.end(true)
    },
  }
}
