import type { Instant } from '@jernih/domain'
import type { Device, Message } from './device.ts'
import { createSimulation, type SimulationOptions } from './simulation.ts'

/** What the broker would have got, and when. */
export interface SentMessage extends Message {
  sentAt: Instant
}

/** A broker notices a silent connection after one and a half keep-alives of thirty seconds. */
const willAfterMs = 45_000

/**
 * The messages of `[from, to)` in the order of their sending, as fast as they can be computed. The same options give the
 * same bytes.
 */
export function* generate(
  options: SimulationOptions & { from: Instant; to: Instant },
): Generator<SentMessage> {
  const { from, to } = options
  const simulation = createSimulation(from, options)
  const links = simulation.devices.map(createLink)
  while (simulation.nextAt() < to) {
    const { at } = simulation.step()
    for (const link of links) {
      for (const message of link(at)) yield { ...message, sentAt: at }
    }
  }
  simulation.finish()
}

/** What comes over a device's connection at each step: a greeting when it connects, its will some time after it broke. */
function createLink(device: Device): (at: Instant) => Message[] {
  let link: { up: true } | { up: false; brokenAt: Instant | null } = { up: false, brokenAt: null }
  return (at) => {
    const linked = device.isLinked(at)
    const wasUp = link.up
    if (linked) {
      link = { up: true }
      return [...(wasUp ? [] : device.greeting(at)), ...device.drain(at)]
    }
    if (link.up) link = { up: false, brokenAt: at }
    if (link.brokenAt === null || at - link.brokenAt < willAfterMs) return []
    link = { up: false, brokenAt: null }
    return [device.will]
  }
}
