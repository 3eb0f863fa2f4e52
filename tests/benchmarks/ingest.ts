import { setTimeout as sleep } from 'node:timers/promises'
import { peakMemoryMb, type StationProcess, startStationProcess } from '../station/station-process.ts'
import { benchClients, benchSite } from './bench-site.ts'
import { type BenchmarkOptions, mediansOf } from './options.ts'
import { startBareBroker, startLoad } from './processes.ts'

interface Reconciliation {
  accepted: number
  stored: number
  pending: number
  rejected: number
  balanced: boolean
}

/** The most that the store may be behind when the load ends. */
const keepsPaceSeconds = 2

/**
 * Readings messages a second at QoS 1 (three readings each), acknowledged, evaluated and stored in SQLite, beside the same
 * traffic into a bare Aedes in the same run. Evaluation and store must keep pace: what they are behind at the last acknowledgement they
 * must have done within {@link keepsPaceSeconds}, which is one batch of the historian and its writing, or the run fails.
 */
export async function benchIngest(options: BenchmarkOptions) {
  const figures = await mediansOf(options.runs, async () => {
    const bareBrokerPerSecond = await bareRun(options)
    const { acknowledgedPerSecond, ...rest } = await stationRun(options)
    const ratioToBareBroker = acknowledgedPerSecond / bareBrokerPerSecond
    return { acknowledgedPerSecond, bareBrokerPerSecond, ratioToBareBroker, ...rest }
  })
  return { ...figures, ...options }
}

async function bareRun({ clients, inflight, seconds }: BenchmarkOptions): Promise<number> {
  const broker = await startBareBroker()
  const load = Array.from({ length: clients }, (_, n) => ({
    clientId: `load-${n}`,
    topic: `ipal/bench/p${n}/readings`,
  }))
  const result = await startLoad({
    host: '127.0.0.1',
    port: broker.port,
    clients: load,
    inflight,
    seconds,
    rate: null,
  }).result
  broker.stop()
  return result.acknowledged / result.seconds
}

async function stationRun({ clients, inflight, seconds }: BenchmarkOptions) {
  const station = await startStationProcess({
    sites: benchSite(clients),
    // More than the load sends on one connection.
    environment: { MQTT_MESSAGES_PER_SECOND: '2000' },
  })
  const load = startLoad({
    host: '127.0.0.1',
    port: station.mqttPort,
    clients: await benchClients(station, clients),
    inflight,
    seconds,
    rate: null,
  })
  const result = await load.result
  const acknowledged = performance.now()
  const balance = await everythingStored(station)
  const storedAfterSeconds = (performance.now() - acknowledged) / 1000
  if (storedAfterSeconds > keepsPaceSeconds) throw new Error(`the store was ${storedAfterSeconds} s behind`)
  if (balance.accepted !== 3 * result.acknowledged)
    throw new Error(`${result.acknowledged} messages, yet ${balance.accepted} readings accepted`)
  const rssMb = peakMemoryMb(station.pid)
  await station.stop()
  return { acknowledgedPerSecond: result.acknowledged / result.seconds, storedAfterSeconds, rssMb }
}

async function everythingStored(station: StationProcess): Promise<Reconciliation> {
  for (let tries = 0; tries < 2_000; tries++) {
    const balance = await station.api<Reconciliation>('/api/v1/reconciliation')
    if (!balance.balanced) throw new Error(`the counts do not balance: ${JSON.stringify(balance)}`)
    if (balance.pending === 0) return balance
    await sleep(20)
  }
  throw new Error('the store has not caught up after 40 s')
}
