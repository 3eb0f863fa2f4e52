import { setTimeout as sleep } from 'node:timers/promises'
import { type Alarm, alarmName, type Instant, topics } from '@jernih/domain'
import type { Clock, Closable, Log } from '@jernih/runtime'

/** What the herald asks of the watch. */
export interface AlarmSource {
  /** Episodes that stand or ended at `from` or later, those raised last first. */
  list(query: { from: Instant; cursor?: string; limit: number }): Promise<{
    alarms: Alarm[]
    next: string | null
  }>
  /** Answers how to stop listening. */
  onStep(listener: (step: { alarms: readonly { alarm: Alarm }[] }) => void): () => void
}

/** At QoS 1; resolves once the broker has the message. */
export type Publish = (topic: string, payload: string, options: { retain: boolean }) => Promise<void>

export interface RetainedAlarms extends Closable {
  close(): Promise<void>
}

const pageSize = 200
const firstRetryMs = 500
const longestRetryMs = 30_000
/** What ended longer ago is not said again at the start: the broker has been told, or nobody waits for it any more. */
const recentMs = 7 * 86_400_000
/** For what waits when this closes; what is left is said at the next start. */
const lastWordsMs = 2_000

/**
 * Publishes each alarm as it stands, retained, on its own topic: whenever it changes, and at the start the newest episode of each
 * that stands or ended in the last week, since the broker may not have been told. The retained message is the alarm's last episode,
 * so one that ended stays there as `cleared`, with its `clearedAt`. What cannot be published is tried again; of one alarm only the
 * newest waits, so a broker that is away costs no memory.
 */
export function startRetainedAlarms(given: {
  watch: AlarmSource
  publish: Publish
  clock: Clock
  log: Log
}): RetainedAlarms {
  const { watch, publish, clock, log } = given
  const waiting = new Map<string, Alarm>()
  /** Topics of which the newest episode is known: told by the watch, or come upon in its list. */
  const known = new Set<string>()
  const closing = new AbortController()
  const closed = new Promise((resolve) => closing.signal.addEventListener('abort', resolve))
  let publishing = Promise.resolve()
  let busy = false

  // Before the list is read, so that nothing falls between.
  const stopListening = watch.onStep(({ alarms }) => {
    for (const { alarm } of alarms) announce(alarm)
  })
  const begun = announceRecent().catch((error) => {
    log.error({ error }, 'the alarms of the last days could not be read, and are not published anew')
  })

  async function announceRecent(): Promise<void> {
    for await (const alarm of newestFirst(watch, clock.now() - recentMs)) {
      if (closing.signal.aborted) return
      if (!known.has(topicOf(alarm))) announce(alarm)
    }
  }

  function announce(alarm: Alarm): void {
    known.add(topicOf(alarm))
    waiting.set(topicOf(alarm), alarm)
    if (busy) return
    busy = true
    publishing = publishAll()
  }

  async function publishAll(): Promise<void> {
    let retryMs = firstRetryMs
    for (let next = first(waiting); next && !closing.signal.aborted; next = first(waiting)) {
      const [topic, alarm] = next
      try {
        await Promise.race([publish(topic, JSON.stringify(alarm), { retain: true }), closed])
        if (waiting.get(topic) === alarm) waiting.delete(topic)
        retryMs = firstRetryMs
      } catch (error) {
        log.warn({ error, topic, retryMs }, 'an alarm could not be published, and is tried again')
        await sleep(retryMs, undefined, closing).catch(() => undefined)
        retryMs = Math.min(retryMs * 2, longestRetryMs)
      }
    }
    // In the same turn as the last look at what waits, so that nothing is put there unseen.
    busy = false
  }

  async function finish(): Promise<void> {
    await begun
    await publishing
  }

  return {
    async close() {
      stopListening()
      const finished = finish()
      await Promise.race([finished, sleep(lastWordsMs, undefined, closing).catch(() => undefined)])
      closing.abort()
      await finished
    },
  }
}

async function* newestFirst(watch: AlarmSource, from: Instant): AsyncGenerator<Alarm> {
  let cursor: string | undefined
  do {
    const page = await watch.list({
      from,
      limit: pageSize,
      ...(cursor !== undefined && { cursor }),
    })
    yield* page.alarms
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
}

function topicOf(alarm: Alarm): string {
  return topics.alarm(alarm.site, alarm.point, alarmName(alarm))
}

function first<K, V>(map: ReadonlyMap<K, V>): [K, V] | undefined {
  return map.entries().next().value
}
