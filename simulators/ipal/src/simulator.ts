import type { Instant } from '@jernih/domain'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { SimulatedPoint } from './device.ts'
import { type Credentials, openSession } from './session.ts'
import { createSimulation, defaultPoints, type SimulationOptions } from './simulation.ts'

export interface SimulatorOptions extends SimulationOptions {
  /** The broker, such as `mqtt://127.0.0.1:1883`. */
  url: string
  /** One for each point that shall have a device. */
  credentials: readonly Credentials[]
  /** How many times faster than the clock the plant lives until it has caught up with it; at least 1, the default. */
  speed?: number
  /** The plant's first moment. Default: now; a day ago where `speed` is above 1. */
  startAt?: Instant
  clock: Clock
  log: Log
}

export interface Simulator extends Closable {
  /** The plant's own time: the clock's, or behind it while it catches up. */
  plantTime(): Instant
  close(): Promise<void>
}

const dayMs = 86_400_000
/** Steps before other work of the process has its turn: some 10 ms of work. */
const stepsInARow = 500

/**
 * Runs the virtual plant against the clock, with one MQTT connection a device. Readings carry the plant's time, which never
 * runs ahead of the clock. Resolves at once: a device without a broker buffers, and goes on trying.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { credentials, clock, log, url, speed = 1 } = options
  const began = clock.now()
  const startAt = options.startAt ?? defaultStart(began, speed)
  const simulation = createSimulation(startAt, {
    ...options,
    points: credentials.map(pointFor(options.points)),
  })
  const sessions = simulation.devices.map((device, index) =>
    openSession(device, { url, log, credentials: credentials[index] ?? device }),
  )
  let timer: NodeJS.Timeout | undefined

  function plantTime(): Instant {
    const now = clock.now()
    return Math.min(now, startAt + (now - began) * speed)
  }

  function run(): void {
    const until = plantTime()
    for (let steps = 0; steps < stepsInARow && simulation.nextAt() <= until; steps++) {
      const { at } = simulation.step()
      for (const session of sessions) session.follow(at)
    }
    const waitMs = (simulation.nextAt() - plantTime()) / speed
    timer = setTimeout(run, Math.min(1_000, Math.max(5, waitMs)))
  }

  run()
  return {
    plantTime,
    async close() {
      clearTimeout(timer)
      await Promise.all(sessions.map((session) => session.close()))
      simulation.finish()
    },
  }
}

/** Now, in whole seconds as a logger's clock shows them; a day ago for a plant that is to run faster than the clock. */
export function defaultStart(now: Instant, speed: number): Instant {
  return Math.floor((speed > 1 ? now - dayMs : now) / 1_000) * 1_000
}

/** The point that the credentials are for, which is known by its id; its site is the credentials' own. */
function pointFor(
  points: readonly SimulatedPoint[] = defaultPoints,
): (credentials: Credentials) => SimulatedPoint {
  return ({ site, point }) => {
    const found = points.find((candidate) => candidate.point === point)
    if (!found)
      throw new RangeError(
        `no point "${point}"; the virtual plant has ${points.map(({ point }) => point).join(', ')}`,
      )
    return { ...found, site }
  }
}
