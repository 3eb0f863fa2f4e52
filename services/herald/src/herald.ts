import type { Alarm, Instant, Site, SiteId, Transition } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Registry } from 'prom-client'
import { acknowledging } from './acknowledging.ts'
import type { Channel, ChannelName } from './channel.ts'
import { writeChannelNews } from './channel-news.ts'
import { type ChannelHealth, type Failing, watchHealth } from './health.ts'
import { type Lane, startLane, type Waits } from './lane.ts'
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
  close(): Promise<void>
}

/** Sends what is in the outbox, and tells by the other channels of one that fails. */
export function startHerald(given: {
  outbox: Outbox
  channels: readonly Channel[]
  watch: Watched
  journal: Pick<Journal, 'append'>
  sites: { all(): readonly Site[]; get(id: SiteId): Site | undefined }
  clock: Clock
  log: Log
  metrics: Registry
  waits?: Waits
}): Herald {
  const { outbox, watch, sites, clock, log, metrics } = given
  const ways = given.channels.map((channel) => {
    const health = watchHealth(clock, (state, failing) => tellOf(channel.name, state, failing))
    return { channel, health, lane: startLane({ ...given, channel, health }) }
  })
  for (const { channel } of ways) channel.listen?.(acknowledging(given))
  measureChannels(metrics, channels)
  const stopListening = watch.onStep(({ offset, alarms }) => {
    if (alarms.length > 0) void watch.reached(offset).then(wakeAll)
  })

  async function tellOf(name: ChannelName, state: 'failing' | 'works', failing: Failing): Promise<void> {
    log[state === 'failing' ? 'error' : 'info']({ channel: name, ...failing }, newsOf[state])
    const others = new Set(ways.flatMap(({ channel }) => (channel.name === name ? [] : [channel.name])))
    const { pending } = await outbox.waiting(name)
    const told = { state, channel: name, ...failing, pending, at: clock.now(), sites: sites.all(), others }
    await outbox.put(writeChannelNews(told))
    wakeAll()
  }

  function wakeAll(): void {
    for (const { lane } of ways) lane.wake()
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

  return {
    channels,
    failing: () =>
      ways.flatMap(({ channel: { name }, health }) => {
        const failing = health.failing()
        return failing ? [{ channel: name, ...failing }] : []
      }),
    async close() {
      stopListening()
      await Promise.all(ways.map((way) => closeWay(way)))
    },
  }
}

const newsOf = {
  failing: 'a channel fails; the others tell of it',
  works: 'a channel works again',
}

async function closeWay({
  lane,
  channel,
}: {
  lane: Lane
  channel: Channel
  health: ChannelHealth
}): Promise<void> {
  await lane.close()
  await channel.close()
}
