import { setTimeout as sleep } from 'node:timers/promises'
import mqtt, { type MqttClient } from 'mqtt'
import { readEvents } from '../station/event-stream.ts'
import { startStationProcess } from '../station/station-process.ts'
import { benchClients, benchSite } from './bench-site.ts'
import { type BenchmarkOptions, mediansOf, percentile } from './options.ts'
import { startBareBroker, startLoad } from './processes.ts'

const backgroundPerSecond = 1_000
const backgroundClients = 50
/** Between two probes, so that they are spread over the run. */
const pauseMs = 10

/**
 * From the publish of a reading over its limit to the alarm event at an SSE client, under 1,000 messages a second; beside it, in
 * the same run, from publish to subscriber on a bare Aedes under the same traffic. Milliseconds.
 */
export async function benchLatency({ seconds, runs }: BenchmarkOptions) {
  const figures = await mediansOf(runs, async () => {
    const bare = await barePubSub(seconds)
    const alarm = await alarmAtClient(seconds)
    const [p99Ms, barePubSubP99Ms] = [percentile(alarm, 99), percentile(bare, 99)]
    return {
      p50Ms: percentile(alarm, 50),
      p99Ms,
      barePubSubP99Ms,
      ratio: p99Ms / barePubSubP99Ms,
      alarms: alarm.length,
    }
  })
  return { ...figures, seconds, runs }
}

async function barePubSub(seconds: number): Promise<number[]> {
  const broker = await startBareBroker()
  const clients = Array.from({ length: backgroundClients }, (_, n) => ({
    clientId: `load-${n}`,
    topic: `ipal/bench/p${n}/readings`,
  }))
  const load = startLoad({
    host: '127.0.0.1',
    port: broker.port,
    clients,
    inflight: 10,
    seconds: seconds + 1,
    rate: backgroundPerSecond,
  })
  const url = `mqtt://127.0.0.1:${broker.port}`
  const [publisher, subscriber] = await Promise.all([mqtt.connectAsync(url), mqtt.connectAsync(url)])
  await subscriber.subscribeAsync('ipal/bench/probe/readings', { qos: 1 })
  await load.started

  const latencies = await probe(seconds, async () => {
    const arrived = new Promise((resolve) => subscriber.once('message', resolve))
    publish(publisher, 200)
    await arrived
  })
  await load.result
  await Promise.all([publisher.endAsync(), subscriber.endAsync()])
  broker.stop()
  return latencies
}

async function alarmAtClient(seconds: number): Promise<number[]> {
  const station = await startStationProcess({ sites: benchSite(backgroundClients) })
  const clients = await benchClients(station, backgroundClients)
  const load = startLoad({
    host: '127.0.0.1',
    port: station.mqttPort,
    clients,
    inflight: 10,
    seconds: seconds + 1,
    rate: backgroundPerSecond,
  })
  const { username, password } = await station.device('bench', 'probe')
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
  const alarms = await alarmSteps(await station.request('/api/v1/stream?site=bench'))
  await load.started

  const latencies = await probe(
    seconds,
    async () => {
      const raised = alarms.next('raised')
      publish(publisher, 200)
      await raised
    },
    async () => {
      const cleared = alarms.next('cleared')
      publish(publisher, 100)
      await cleared
    },
  )
  await load.result
  await publisher.endAsync()
  alarms.close()
  await station.stop()
  return latencies
}

/** Times `measured` again and again for `seconds`; `between` is not timed. The first tenth warms up and does not count. */
async function probe(
  seconds: number,
  measured: () => Promise<void>,
  between = async () => {},
): Promise<number[]> {
  const latencies: number[] = []
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const started = performance.now()
    await measured()
    latencies.push(performance.now() - started)
    // The alarm is back within the millisecond of its cause; the next reading needs one of its own.
    await sleep(pauseMs)
    await between()
    await sleep(pauseMs)
  }
  return latencies.slice(Math.floor(latencies.length / 10))
}

function publish(client: MqttClient, cod: number): void {
  client.publish('ipal/bench/probe/readings', JSON.stringify({ at: Date.now(), readings: { cod } }), {
    qos: 1,
  })
}

/** The transitions of the probe's COD limit alarm as the stream tells them. */
async function alarmSteps(response: Response) {
  const events = readEvents(response)
  let waiting = { step: '', resolve: () => {} }
  const reading = (async () => {
    for await (const { event, data } of events) {
      if (event !== 'alarm') continue
      const { alarm, transition } = JSON.parse(data) as {
        alarm: { parameter: string; kind: string }
        transition: { step: string }
      }
      if (alarm.parameter === 'cod' && alarm.kind === 'limit-high' && transition.step === waiting.step)
        waiting.resolve()
    }
  })()
  reading.catch(() => {})
  return {
    next: (step: string) => new Promise<void>((resolve) => (waiting = { step, resolve })),
    close: () => void response.body?.cancel().catch(() => {}),
  }
}
