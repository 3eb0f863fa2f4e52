import { type Alarm, type Instant, type Site, type SiteId, type Transition, Way } from '@jernih/domain'
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
  /** Whether each way fails; null where nobody can tell: something waits, and nothing went out by it since the start. */
  isFailing(): Promise<ReadonlyMap<Way, boolean | null>>
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
    async isFailing() {
      const known = new Map<Way, boolean | null>(Way.options.map((way) => [way, false]))
      for (const { channel, health } of ways) {
        const isUnknown = !health.isKnown() && (await outbox.waiting(channel.name)).pending > 0
        known.set(channel.name, isUnknown ? null : health.failing() !== null)
      }
      return known
    },
    async close() {
      stopListening()
      await Promise.all(lanes.map((lane) => lane.close()))
      await Promise.all(ways.map(({ channel }) => channel.close()))
    },
  }
}

const newsOf = { failing: 'a channel fails', works: 'a channel works again' }
