import { formatInstant, type Instant, topics } from '@jernih/domain'
import { instruments, type Measurable } from './instruments.ts'
import { createOutbox } from './outbox.ts'
import type { PlantState } from './plant.ts'
import { createRandom } from './random.ts'
import { createSensor, type SensorFault } from './sensor.ts'
import { isTold, modelBias, progress, type Story } from './story.ts'

/** A point of the virtual plant, and what its device is told to do there. */
export interface SimulatedPoint {
  site: string
  point: string
  /** The water that its instruments stand in. */
  water: 'inlet' | 'outlet'
  /** Time between two readings; what is less than the plant's step of 10 s comes at each step. */
  intervalSeconds: number
  parameters: readonly Measurable[]
}

/** What a device wants published, at QoS 1. `readings` counts those in it. */
export interface Message {
  topic: string
  payload: string
  retain: boolean
  readings: number
}

/** A logger with its instruments: it measures by the plant's steps, buffers, and never loses or changes what it measured. */
export interface Device extends SimulatedPoint {
  /** Looks at the plant, once each step, and measures when the interval is over. */
  observe(state: PlantState): void
  /** Whether the stories leave it its power and its link. */
  isLinked(at: Instant): boolean
  /** What it says on connecting, before anything else: that it is online, and what its point is doing. */
  greeting(at: Instant): Message[]
  /** The broker's message, should the connection break. */
  will: Message
  /** Everything buffered, the oldest first, at most `limit` messages of it. */
  drain(at: Instant, limit?: number): Message[]
  /** Puts back what was drained but not acknowledged. */
  restore(messages: readonly Message[]): void
}

/** A clock that is behind by twenty minutes and some, so that no time of it repeats one already used. */
const skewMs = -(20 * 60 + 17) * 1_000
/** What fouling adds by its end, mg/L, to the sensor alone. */
const fouling: Partial<Record<Measurable, number>> = { cod: 45, tss: 22 }

export function createDevice(
  place: SimulatedPoint,
  { seed, zone, stories }: { seed: number; zone: string; stories: readonly Story[] },
): Device {
  const { site, point, water } = place
  const name = `${site}/${point}`
  const sensors = place.parameters.map((parameter) => ({
    parameter,
    sensor: createSensor(instruments[water][parameter], {
      random: createRandom(seed, `${name}/${parameter}`),
      zone,
    }),
  }))
  const outbox = createOutbox(topics.readings(site, point), createRandom(seed, `${name}/outbox`))
  let seq = 0
  let dueAt: Instant | null = null
  let running: boolean | null = null

  function observe(state: PlantState): void {
    const { at } = state
    const values = state[water]
    const readings: Partial<Record<Measurable, number>> = {}
    for (const { parameter, sensor } of sensors) {
      const now = { at, truth: values[parameter], flowing: values.flow > 0.02, fault: faultOf(parameter, at) }
      readings[parameter] = sensor.show(now)
    }
    const powered = !isTold(stories, 'power-cut', at)
    if (powered && running !== state.running) {
      if (running !== null) outbox.push(stateMessage(at, state.running))
      running = state.running
    }
    dueAt ??= at
    if (at < dueAt) return
    // By the interval from when it was due, so that one of 15 s is kept on the average; a skipped one is not made up for.
    dueAt = Math.max(dueAt + place.intervalSeconds * 1_000, at + 1)
    if (powered) outbox.pushReading(JSON.stringify({ at: stamp(at), seq: seq++, readings }))
  }

  function faultOf(parameter: Measurable, at: Instant): SensorFault {
    const fouled = progress(stories, 'fouling', { at, point: water }) ?? 0
    const gain = parameter === 'cod' ? modelBias(stories, { seed, at }) : 1
    const frozen = parameter === 'cod' && progress(stories, 'frozen-sensor', { at, point: water }) !== null
    return { bias: fouled * (fouling[parameter] ?? 0), gain, frozen }
  }

  function stamp(at: Instant): string {
    const skewed = progress(stories, 'clock-skew', { at, point: water }) !== null
    return formatInstant(skewed ? at + skewMs : at, zone)
  }

  function stateMessage(at: Instant, isRunning: boolean): Message {
    const payload = JSON.stringify({ at: stamp(at), state: isRunning ? 'running' : 'stopped' })
    return { topic: topics.state(site, point), payload, retain: false, readings: 0 }
  }

  const status = (payload: 'online' | 'offline'): Message => ({
    topic: topics.status(site, point),
    payload,
    retain: true,
    readings: 0,
  })

  return {
    ...place,
    observe,
    isLinked: (at) => !isTold(stories, 'power-cut', at) && !isTold(stories, 'link-cut', at),
    greeting: (at) => [status('online'), ...(running === null ? [] : [stateMessage(at, running)])],
    will: status('offline'),
    drain: (at, limit) =>
      outbox.drain({
        limit: limit ?? Number.POSITIVE_INFINITY,
        twice: isTold(stories, 'duplicates', at),
        shuffled: isTold(stories, 'reordering', at),
      }),
    restore: outbox.restore,
  }
}
