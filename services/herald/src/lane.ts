import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock, Closable, Log } from '@jernih/runtime'
import type { Channel, Outcome } from './channel.ts'
import { composeDigest } from './compose.ts'
import type { ChannelHealth } from './health.ts'
import type { Letter, Outbox } from './outbox.ts'
import { createPace } from './pace.ts'
import { type Parcel, parcelsOf } from './parcel.ts'
import { wordings } from './wording.ts'

/** One channel's deliveries. */
export interface Lane extends Closable {
  /** There may be something to send. */
  wake(): void
  /** Waits for what is under way; what it did not come to is sent after the next start. */
  close(): Promise<void>
}

export interface Waits {
  /** After the first failure; doubles with each. */
  firstMs: number
  longestMs: number
}

export const usualWaits: Waits = { firstMs: 2_000, longestMs: 5 * 60_000 }
const mostAskedMs = 60 * 60_000
const asksForSomebody: ReadonlySet<string> = new Set(
  ['raised', 'recurred', 'latched', 'data-lost', 'unshelved', 'unsuppressed', 'returned-to-service'].map(
    (step) => `alarm.${step}`,
  ),
)
/** Looked for at least so often, whatever wakes it. */
const lookEveryMs = 60_000
const afterDiskFailureMs = 1_000

/**
 * Sends what is due by one channel: to each address one message after another, so that they come in order, and to several addresses at
 * once. That a message is being tried is on disk before it is sent, and that it was sent afterwards: killed in between, it is sent
 * again with the same key. An address that fails makes nobody else wait.
 */
export function startLane(given: {
  channel: Channel
  outbox: Outbox
  health: ChannelHealth
  clock: Clock
  log: Log
  waits?: Waits
}): Lane {
  const { channel, outbox, health, clock, log, waits = usualWaits } = given
  const closing = new AbortController()
  const pace = createPace(channel.perSecond)
  const serving = new Map<string, Promise<void>>()
  let awake = Promise.withResolvers<void>()
  let expiredAt = Number.NEGATIVE_INFINITY
  const running = run()

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      awake = Promise.withResolvers()
      try {
        const now = clock.now()
        if (now - expiredAt >= lookEveryMs) {
          await outbox.expire(now)
          expiredAt = now
        }
        await serveDue(now)
        await idle((await outbox.nextDue(channel.name, now)) ?? Number.POSITIVE_INFINITY, now)
      } catch (error) {
        log.error({ error, channel: channel.name }, 'the outbox cannot be read, and is tried again')
        await pause(afterDiskFailureMs)
      }
    }
    await Promise.all(serving.values())
  }

  async function serveDue(now: number): Promise<void> {
    const due = await outbox.due(channel.name, now)
    for (const [address, letters] of Map.groupBy(due, (letter) => letter.address)) {
      if (serving.size >= channel.atOnce) return
      if (serving.has(address)) continue
      const served = serve(letters)
        .catch((error) => {
          if (closing.signal.aborted) return
          log.error({ error, channel: channel.name }, 'the outbox cannot be written, and is tried again')
          return pause(afterDiskFailureMs)
        })
        .finally(() => {
          serving.delete(address)
          awake.resolve()
        })
      serving.set(address, served)
    }
  }

  /** Stops at the first that has to wait, so that none overtakes it. */
  async function serve(letters: readonly Letter[]): Promise<void> {
    for (const parcel of parcelsOf(letters, channel.longestLines)) {
      await pace(closing.signal)
      await outbox.begin(parcel)
      const outcome = await attempt(parcel)
      if (!(await settle(parcel, outcome))) return
    }
  }

  async function attempt(parcel: Parcel): Promise<Outcome> {
    const [{ id, address, alarm, language, message }] = parcel.letters
    const { key, gathered, letters } = parcel
    const isToAcknowledge = !gathered && alarm !== null && asksForSomebody.has(message.type)
    const delivery = {
      ...{ key, address, language },
      message: gathered ? composeDigest(letters, language) : message,
      alarm: gathered ? null : alarm,
      rank: Math.max(...letters.map(({ rank }) => rank)),
      acknowledge: isToAcknowledge ? { label: wordings[language].acknowledge, row: id } : null,
    }
    try {
      return await channel.send(delivery, closing.signal)
    } catch (error) {
      return { status: 'later', reason: error instanceof Error ? error.message : String(error) }
    }
  }

  /** Whether the next may go. */
  async function settle(parcel: Parcel, outcome: Outcome): Promise<boolean> {
    const now = clock.now()
    switch (outcome.status) {
      case 'sent':
        await outbox.sent(parcel, now)
        health.works()
        return true
      case 'refused': {
        const { reason } = outcome
        log.warn({ channel: channel.name, key: parcel.key, reason }, 'a message was refused for good')
        await outbox.failed(parcel, now, reason)
        return true
      }
      case 'later': {
        const { reason, afterMs = 0 } = outcome
        if (closing.signal.aborted) return false
        const waitMs = Math.max(backoffMs(parcel.letters[0].attempts), Math.min(afterMs, mostAskedMs))
        await outbox.later(parcel, { dueAt: now + waitMs, reason })
        health.fails(reason)
        return false
      }
    }
  }

  /** At least half of a bound that doubles: apart from each other, and never at once. */
  function backoffMs(attempts: number): number {
    const boundMs = Math.min(waits.firstMs * 2 ** Math.min(attempts, 30), waits.longestMs)
    return Math.round(boundMs * (0.5 + Math.random() / 2))
  }

  async function idle(until: number, now: number): Promise<void> {
    const timer = setTimeout(awake.resolve, Math.min(Math.max(until - now, 0), lookEveryMs))
    await awake.promise
    clearTimeout(timer)
  }

  function pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: closing.signal }).catch(() => undefined)
  }

  return {
    wake: () => awake.resolve(),
    async close() {
      closing.abort()
      awake.resolve()
      await running
    },
  }
}
