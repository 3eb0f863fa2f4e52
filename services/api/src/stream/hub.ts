import { type Latest, type SiteId, seriesName } from '@jernih/domain'
import type { Journal, Offset } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import type { StoredUntil } from '../completeness.ts'
import type { WatchPort, WatchStep } from '../ports.ts'
import type { Asker, Checkup } from '../readiness.ts'
import type { Heartbeat } from './heartbeat.ts'
import { createMailbox, type Mail, type Mailbox, type SnapshotReason } from './mailbox.ts'
import { createAlarmPiece, createReadingPiece, encodeEvent, type Piece } from './piece.ts'
import { createRecent } from './recent.ts'
import { takeSnapshot } from './snapshot.ts'
import { createSubscriber, type Subscriber } from './subscriber.ts'

/** Readings go out this often at most; alarms go out at once. */
const flushMs = 200
/** The screen greys itself after three seconds without a word. */
const heartbeatMs = 1_000
/** Of all callers, and of one, who may be a wall of screens that share an account. */
const mostClients = { ofAll: 200, ofOne: 40 }
const maxWaitingAlarms = 500
const recentSize = 20_000

/** One listener on the watch, many clients. A slow one delays nobody, and without clients next to nothing is done. */
export interface StreamHub {
  /** Null when there are too many clients, or too many of this caller. */
  open(client: StreamClient): ReadableStream<Uint8Array> | null
  clients(): number
  close(): void
}

export interface StreamClient {
  /** The caller, as in the audit log. */
  by: string
  /** How much of what is wrong each heartbeat tells. */
  asker: Asker
  /** Null for all sites. */
  site: SiteId | null
  lastEventId: Offset | null
  /** Asked with each heartbeat: whether the client's credentials still stand. */
  mayStay(): boolean
  /** Cuts the connection of a client that stopped reading. */
  cut(): void
}

export function createStreamHub(deps: {
  journal: Journal
  watch: WatchPort
  sites: Sites
  clock: Clock
  log: Log
  simulated(): boolean
  checkup: Checkup
  storedUntil: Pick<StoredUntil, 'lately'>
}): StreamHub {
  const { journal, watch, sites, clock, log, checkup } = deps
  const now = () => clock.now()
  /** Each with its caller. */
  const subscribers = new Map<Subscriber, string>()
  const recent = createRecent({ from: journal.head(), maxSize: recentSize })
  const pending = new Map<string, Latest>()
  /** Steps came while nobody listened, and their readings were not asked for: whoever comes back is told the latest of all series. */
  let unheard = false
  let seen: Offset = 0
  let closed = false
  let flushTimer: NodeJS.Timeout | null = null
  let beatTimer: NodeJS.Timeout | null = null

  const stopListening = watch.onStep(onStep)
  sites.onChange(() => {
    for (const subscriber of subscribers.keys()) subscriber.postSnapshot('sites')
  })

  function onStep({ offset, latest, alarms }: WatchStep) {
    seen = offset
    if (subscribers.size === 0) unheard = true
    else for (const reading of latest()) pending.set(seriesName(reading), reading)
    const whole = pending.size === 0 && !unheard
    if (alarms.length > 0) share(createAlarmPiece(alarms, offset, { sites, whole }))
    if (pending.size > 0) flushTimer ??= setTimeout(flush, flushMs)
  }

  function flush() {
    if (flushTimer) clearTimeout(flushTimer)
    flushTimer = null
    if (pending.size === 0 && !unheard) return
    const latest = unheard ? watch.latest() : [...pending.values()]
    unheard = false
    pending.clear()
    share(createReadingPiece(latest, seen, { sites, now }))
  }

  function share(piece: Piece) {
    recent.add(piece)
    for (const subscriber of subscribers.keys()) subscriber.post(piece)
  }

  function subscribe(subscriber: Subscriber, by: string) {
    subscribers.set(subscriber, by)
    beatTimer ??= setInterval(() => {
      for (const each of subscribers.keys()) each.beat()
    }, heartbeatMs)
  }

  function unsubscribe(subscriber: Subscriber) {
    subscribers.delete(subscriber)
    if (subscribers.size > 0 || !beatTimer) return
    clearInterval(beatTimer)
    beatTimer = null
  }

  function start(subscriber: Subscriber, mailbox: Mailbox, { by, lastEventId }: StreamClient) {
    flush()
    subscribe(subscriber, by)
    const missed = lastEventId === null || lastEventId > journal.head() ? null : recent.after(lastEventId)
    if (missed) for (const piece of missed) mailbox.post(piece)
    else mailbox.postSnapshot(lastEventId === null ? 'new' : 'missed')
    mailbox.postHeartbeat()
  }

  async function encodeSnapshot(site: SiteId | null, reason: SnapshotReason): Promise<Uint8Array> {
    // What comes while it is taken has a later offset and waits in the mailbox.
    const cursor = seen
    return encodeEvent('snapshot', await takeSnapshot(deps, { site, cursor, reason }), cursor)
  }

  function encode(mail: Mail, { site, asker }: Pick<StreamClient, 'site' | 'asker'>) {
    switch (mail.kind) {
      case 'snapshot':
        return encodeSnapshot(site, mail.reason)
      case 'piece':
        return mail.piece.bytes(site, mail.withId)
      case 'heartbeat': {
        const serverTime = new Date(now()).toISOString()
        const stored = deps.storedUntil.lately()
        const storedUntil = stored === null ? null : new Date(stored).toISOString()
        const heartbeat: Heartbeat = { serverTime, storedUntil, head: journal.head(), ...checkup.now(asker) }
        return encodeEvent('heartbeat', heartbeat, null)
      }
    }
  }

  function isFull(by: string): boolean {
    const own = [...subscribers.values()].filter((other) => other === by)
    return subscribers.size >= mostClients.ofAll || own.length >= mostClients.ofOne
  }

  function open(client: StreamClient): ReadableStream<Uint8Array> {
    const mailbox = createMailbox({
      maxAlarms: maxWaitingAlarms,
      merge: (latest, offset) => createReadingPiece(latest, offset, { sites, now }),
    })
    const { stream } = createSubscriber({
      mailbox,
      onStart: (subscriber) => start(subscriber, mailbox, client),
      onEnd: unsubscribe,
      encode: (mail) => encode(mail, client),
      mayStay: client.mayStay,
      cut: client.cut,
      log,
    })
    return stream
  }

  return {
    open: (client) => (closed || isFull(client.by) ? null : open(client)),
    clients: () => subscribers.size,
    close() {
      closed = true
      stopListening()
      if (flushTimer) clearTimeout(flushTimer)
      for (const subscriber of subscribers.keys()) subscriber.end()
    },
  }
}
