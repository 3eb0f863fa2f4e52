import type { Alarm, Instant, Site, SiteId, Transition } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Registry } from 'prom-client'
import { acknowledging } from './acknowledging.ts'
import type { Channel, ChannelName } from './channel.ts'
import { writeChannelNews } from './channel-news.ts'
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
  close(): Promise<void>
}

/** Sends what is in the outbox, and tells by the other channels of one that fails. */
export async function startHerald(given: {
  outbox: Outbox
  channels: readonly Channel[]
  watch: Watched
  journal: Pick<Journal, 'append'>
  sites: { all(): readonly Site[]; get(id: SiteId): Site | undefined }
  clock: Clock
  log: Log
  metrics: Registry
  waits?: Waits
}): Promise<Herald> {
  const { outbox, watch, sites, clock, log, metrics } = given
  const ways = await Promise.all(
    given.channels.map(async (channel) => {
      const before = await failingBefore(channel.name, outbox)
      const health = watchHealth({ clock, before, tell: (...news) => tellOf(channel.name, ...news) })
      return { channel, health }
    }),
  )
  const lanes = ways.map((way) => startLane({ ...given, ...way }))
  for (const { channel } of ways) channel.listen?.(acknowledging(given))
  measureChannels(metrics, channels)
  const stopListening = watch.onStep(({ offset, alarms }) => {
    if (alarms.length > 0) void watch.reached(offset).then(wakeAll)
  })

  /** False where it was told within the hour, and works since then or not. */
  async function tellOf(name: ChannelName, state: 'failing' | 'works', failing: Failing): Promise<boolean> {
    const others = new Set(ways.flatMap(({ channel }) => (channel.name === name ? [] : [channel.name])))
    const { pending } = await outbox.waiting(name)
    const news = { state, channel: name, ...failing, pending, at: clock.now(), sites: sites.all(), others }
    const letters = writeChannelNews(news)
    if (letters.length > 0 && (await outbox.put(letters)) === 0) return false
    log[state === 'failing' ? 'error' : 'info']({ channel: name, ...failing }, newsOf[state])
    wakeAll()
    return true
  }

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

  return {
    channels,
    failing: () =>
      ways.flatMap(({ channel: { name }, health }) => {
        const failing = health.failing()
        return failing ? [{ channel: name, ...failing }] : []
      }),
    async close() {
      stopListening()
      await Promise.all(lanes.map((lane) => lane.close()))
      await Promise.all(ways.map(({ channel }) => channel.close()))
    },
  }
}

const newsOf = {
  failing: 'a channel fails; the others tell of it',
  works: 'a channel works again',
}

/** How a channel did that failed when the herald closed, by what was told of it; null where it worked. */
async function failingBefore(
  name: ChannelName,
  outbox: Outbox,
): Promise<(Failing & { toldAt: Instant }) | null> {
  const news = await outbox.lastNews(name)
  if (news?.message.type !== 'channel.failing') return null
  const { since, reason } = news.message.data as Failing
  return { since, reason, toldAt: news.at }
}
