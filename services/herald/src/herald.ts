import type { Alarm, Instant, Site, SiteId, Transition } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Registry } from 'prom-client'
import { acknowledging } from './acknowledging.ts'
import type { Channel, ChannelName } from './channel.ts'
import { type Failing, watchHealth } from './health.ts'
import { startLane, type Waits } from './lane.ts'
import { measureChannels } from './metrics.ts'
import type { Outbox, Waiting } from './outbox.ts'

/** What the herald asks of the watch. */
export interface Watched {
  onStep(
    listener: (step: { offset: number; alarms: readonly { alarm: Alarm; transition: Transition }[] }) => void,
  ): () => void
  reached(offset: number): Promise<void>
  get(id: string): Promise<{ alarm: Alarm } | null>
}

export interface ChannelState extends Waiting {
  channel: ChannelName
  /** Null while it works, as far as is known. */
  failing: Failing | null
  lastError: { at: Instant; reason: string } | null
}

export interface Herald extends Closable {
  /** How each channel does. */
  channels(): Promise<ChannelState[]>
  /** Those that fail; asks no disk. */
  failing(): (Failing & { channel: ChannelName })[]
  /** How many fail; null while nobody can tell: since the start nothing went out by one by which something waits. */
  failingCount(): Promise<number | null>
  close(): Promise<void>
}

/** Sends what is in the outbox, and knows which channels fail. */
export async function startHerald(given: {
  outbox: Outbox
  channels: readonly Channel[]
  watch: Watched
  journal: Pick<Journal, 'append'>
  sites: { get(id: SiteId): Site | undefined }
  clock: Clock
  log: Log
  metrics: Registry
  waits?: Waits
}): Promise<Herald> {
  const { outbox, watch, clock, log, metrics } = given
  const ways = given.channels.map((channel) => {
    const { name } = channel
    const health = watchHealth({
      clock,
      onTurn: (state, failing) =>
        log[state === 'failing' ? 'error' : 'info']({ channel: name, ...failing }, newsOf[state]),
    })
    return { channel, health }
  })
  const lanes = ways.map((way) => startLane({ ...given, ...way }))
  for (const { channel } of ways) channel.listen?.(acknowledging(given))
  measureChannels(metrics, channels)
  const stopListening = watch.onStep(({ offset, alarms }) => {
    if (alarms.length > 0) void watch.reached(offset).then(wakeAll)
  })

  function wakeAll(): void {
    for (const lane of lanes) lane.wake()
  }

  function channels(): Promise<ChannelState[]> {
    return Promise.all(
      ways.map(async ({ channel: { name }, health }) => ({
        channel: name,
        failing: health.failing(),
        lastError: health.lastError(),
        ...(await outbox.waiting(name)),
      })),
    )
  }

  function failing(): (Failing & { channel: ChannelName })[] {
    return ways.flatMap(({ channel: { name }, health }) => {
      const failing = health.failing()
      return failing ? [{ channel: name, ...failing }] : []
    })
  }

  return {
    channels,
    failing,
    async failingCount() {
      const count = failing().length
      if (count > 0) return count
      const unknown = ways.filter(({ health }) => !health.isKnown())
      const waiting = await Promise.all(unknown.map(({ channel: { name } }) => outbox.waiting(name)))
      return waiting.some(({ pending }) => pending > 0) ? null : 0
    },
    async close() {
      stopListening()
      await Promise.all(lanes.map((lane) => lane.close()))
      await Promise.all(ways.map(({ channel }) => channel.close()))
    },
  }
}

const newsOf = { failing: 'a channel fails', works: 'a channel works again' }
