import { setTimeout as sleep } from 'node:timers/promises'
import { type Alarm, alarmName, topics } from '@jernih/domain'
import type { Closable, Log } from '@jernih/runtime'

/** What the herald asks of the watch. */
export interface AlarmSource {
  list(query: { status: 'active'; cursor?: string; limit: number }): Promise<{
    alarms: Alarm[]
    next: string | null
  }>
  /** Answers how to stop listening. */
  onStep(listener: (step: { alarms: readonly { alarm: Alarm }[] }) => void): () => void
}

/** At QoS 1; resolves once the broker has the message. */
export type Publish = (topic: string, payload: string, options: { retain: boolean }) => Promise<void>

export interface Herald extends Closable {
  close(): Promise<void>
}

const pageSize = 200
const firstRetryMs = 500
const longestRetryMs = 30_000

/**
 * Publishes each alarm as it stands, retained, on its own topic: whenever it changes, and all standing ones at the start. The
 * retained message is the alarm's last episode, so one that ended stays there as `cleared`, with its `clearedAt`. What cannot be
 * published is tried again; of one alarm only the newest waits, so a broker that is away costs no memory.
 */
export function startHerald(given: { watch: AlarmSource; publish: Publish; log: Log }): Herald {
  const { watch, publish, log } = given
  const waiting = new Map<string, Alarm>()
  const closing = new AbortController()
  const closed = new Promise((resolve) => closing.signal.addEventListener('abort', resolve))
  const changedSinceStart = new Set<string>()
  let publishing: Promise<void> | null = null

  const stopListening = watch.onStep(({ alarms }) => {
    for (const { alarm } of alarms) {
      changedSinceStart.add(topicOf(alarm))
      announce(alarm)
    }
  })
  const begun = announceStanding().catch((error) => {
    log.error({ error }, 'the standing alarms could not be read, and are not published anew')
  })

  async function announceStanding(): Promise<void> {
    for await (const alarm of standing(watch)) {
      if (closing.signal.aborted) return
      if (!changedSinceStart.has(topicOf(alarm))) announce(alarm)
    }
  }

  function announce(alarm: Alarm): void {
    waiting.set(topicOf(alarm), alarm)
    publishing ??= publishAll().finally(() => {
      publishing = null
    })
  }

  async function publishAll(): Promise<void> {
    let retryMs = firstRetryMs
    for (let next = first(waiting); next; next = first(waiting)) {
      const [topic, alarm] = next
      try {
        await Promise.race([publish(topic, JSON.stringify(alarm), { retain: true }), closed])
        if (closing.signal.aborted) return
        if (waiting.get(topic) === alarm) waiting.delete(topic)
        retryMs = firstRetryMs
      } catch (error) {
        if (closing.signal.aborted) return
        log.warn({ error, topic, retryMs }, 'an alarm could not be published, and is tried again')
        await sleep(retryMs, undefined, closing).catch(() => undefined)
        retryMs = Math.min(retryMs * 2, longestRetryMs)
      }
    }
  }

  return {
    async close() {
      stopListening()
      closing.abort()
      await begun
      await publishing
    },
  }
}

async function* standing(watch: AlarmSource): AsyncGenerator<Alarm> {
  let cursor: string | undefined
  do {
    const page = await watch.list({
      status: 'active',
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
