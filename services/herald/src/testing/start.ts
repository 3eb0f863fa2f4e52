import type { Alarm, Site, Transition } from '@jernih/domain'
import { systemClock } from '@jernih/runtime'
import { Registry } from 'prom-client'
import type { Channel, Delivery, Outcome } from '../channel.ts'
import { startHerald } from '../herald.ts'
import type { Subscriber } from '../routing.ts'
import { type change, log, openParts } from './plant.ts'

type Changes = readonly ReturnType<typeof change>[]

/** A herald on a real outbox, with short waits, beside a watch that is told what happens. */
export async function started(
  site: Site,
  channels: readonly Channel[],
  subscribers?: { list(): readonly Subscriber[] },
) {
  const parts = await openParts(site, channels, subscribers)
  const listeners = new Set<(step: { offset: number; alarms: Changes }) => void>()
  const alarms = new Map<string, Alarm>()
  const acts: { alarm: string; by: string }[] = []
  const watch = {
    onStep(
      listener: (step: {
        offset: number
        alarms: readonly { alarm: Alarm; transition: Transition }[]
      }) => void,
    ) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reached: async () => undefined,
    async get(id: string) {
      const alarm = alarms.get(id)
      return alarm ? { alarm } : null
    },
  }
  const metrics = new Registry()
  const herald = parts.scope.add(
    await startHerald({
      ...parts,
      channels,
      watch,
      journal: {
        async append(draft) {
          if (draft.kind !== 'act') return 0
          const { alarm: id, by, note, receivedAt: at } = draft
          acts.push({ alarm: id, by })
          const alarm = alarms.get(id)
          if (alarm) alarms.set(id, { ...alarm, acknowledgement: { at, by, note } })
          return 1
        },
      },
      ...{ clock: systemClock, log, metrics },
      waits: { firstMs: 20, longestMs: 100 },
    }),
  )
  return {
    ...parts,
    herald,
    acts,
    metrics,
    async happens(...changes: Changes) {
      await parts.happens(changes, Date.now())
      for (const { alarm } of changes) alarms.set(alarm.id, alarm)
      for (const listener of listeners) listener({ offset: 1, alarms: changes })
    },
    states: () =>
      parts.database.all<{ key: string; state: string; reason: string | null }>(
        'SELECT key, state, reason FROM outbox ORDER BY id',
      ),
    close: () => parts.scope.close(),
  }
}

/** A channel of which the test says what becomes of a message; it keeps what was sent. */
export function scripted(
  answer: (delivery: Delivery) => Outcome | Promise<Outcome> = () => ({ status: 'sent' }),
  given: Partial<Channel> = {},
): Channel & { tried: Delivery[]; sent: Delivery[] } {
  const tried: Delivery[] = []
  const sent: Delivery[] = []
  return {
    ...{ name: 'webhook', perSecond: 1_000, atOnce: 4, tried, sent },
    async send(delivery) {
      tried.push(delivery)
      const outcome = await answer(delivery)
      if (outcome.status === 'sent') sent.push(delivery)
      return outcome
    },
    async close() {},
    ...given,
  }
}
