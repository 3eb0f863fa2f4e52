import { type DeviceTopic, type JudgedReading, parseDeviceTopic, pointName } from '@jernih/domain'
import { AppendFailed, type Draft, type Envelope, type Journal, type Offset } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { decode } from './decode/decode.ts'
import { quote } from './decode/refusal.ts'
import { type GatewayLimits, keptBytes } from './limits.ts'
import type { Meters } from './metrics.ts'
import { createRateLimit } from './rate-limit.ts'
import { createPoints, type MeasuredPoint, recall } from './series-judges.ts'

export type MessageDraft = Extract<Draft, Envelope>

/** Called once: with what was appended once it is on disk, or with the error for which nothing may be acknowledged. */
export type Settle = (error: Error | null, draft: MessageDraft | null) => void

/** From message to durable entry: decode, judge, append. What both forms of the gateway have in common. */
export interface Intake {
  /** Resolves once the judges have seen the journal's tail. */
  prepare(): Promise<void>
  /** A callback and not a promise, since every message of every device passes here. */
  receive(envelope: Envelope, settle: Settle): void
  /** Keeps a message that is refused before it is decoded; of a long payload only the beginning. */
  refuse(envelope: Envelope, reason: string, settle: Settle): void
  /** Resolves once nothing is on its way to the journal. */
  settled(): Promise<void>
}

export interface IntakeOptions {
  journal: Journal
  sites: Sites
  clock: Clock
  log: Log
  meters: Meters
  limits: GatewayLimits
}

interface Member {
  draft: MessageDraft
  settle: Settle
}

type Route = { topic: DeviceTopic; place: MeasuredPoint } | { reason: string }

/** Topics whose meaning is remembered. */
const routesKept = 10_000
/**
 * While the journal says that it cannot be written, messages are turned away at once. Others try it all the time (the clock's tick);
 * should nobody do so, a message may after this long.
 */
const restMs = 5_000

export function createIntake({ journal, sites, clock, log, meters, limits }: IntakeOptions): Intake {
  const worthTelling = createRateLimit(60_000)
  const routes = new Map<string, Route>()
  let points: ReadonlyMap<string, MeasuredPoint> = new Map()
  /** The judges have not seen what is in the journal, or have seen what is not. */
  let stale = true
  let refreshing: Promise<void> | null = null
  let restUntil = 0
  let onTheirWay = 0
  /** Messages that the journal commits together share its promise, and so one reaction to it. */
  let group: { durable: Promise<Offset>; members: Member[] } | null = null
  let waiting: (() => void)[] = []

  sites.onChange(() => {
    stale = true
  })

  function receive(envelope: Envelope, settle: Settle): void {
    const { length } = envelope.payload
    if (stale || refreshing) receiveLater(envelope, settle)
    else if (length > limits.payloadBytes)
      refuse(envelope, describeLength(length, limits.payloadBytes), settle)
    else append(draft(envelope), settle)
  }

  function refuse(envelope: Envelope, reason: string, settle: Settle): void {
    const payload =
      envelope.payload.length > limits.payloadBytes ? envelope.payload.slice(0, keptBytes) : envelope.payload
    append({ ...envelope, payload, kind: 'rejected', reason }, settle)
  }

  function receiveLater(envelope: Envelope, settle: Settle): void {
    if (performance.now() < restUntil && !journal.health().writable) {
      settle(new AppendFailed('the journal cannot be written: try again later'), null)
      return
    }
    refresh().then(
      () => receive(envelope, settle),
      (error: Error) => settle(error, null),
    )
  }

  function refresh(): Promise<void> {
    refreshing ??= renewJudges().finally(() => {
      refreshing = null
    })
    return refreshing
  }

  async function renewJudges(): Promise<void> {
    await settled()
    stale = false
    try {
      routes.clear()
      points = createPoints(sites)
      await recall(points, journal, clock.now())
    } catch (error) {
      stale = true
      throw error
    }
  }

  function draft(envelope: Envelope): MessageDraft {
    const { receivedAt, sender, topic, payload } = envelope
    const route = routeOf(topic)
    if ('reason' in route)
      return { kind: 'rejected', receivedAt, sender, topic, payload, reason: route.reason }
    const { site, point, parameters, judges } = route.place
    const decoded = decode(route.topic, payload, { receivedAt, parameters, limits })
    switch (decoded.kind) {
      case 'readings': {
        const { timeSource, refusals } = decoded
        const readings: JudgedReading[] = []
        for (const reading of decoded.readings) {
          const judge = judges.get(reading.parameter)
          if (judge) readings.push(judge.judge(reading))
        }
        return {
          kind: 'readings',
          receivedAt,
          sender,
          topic,
          payload,
          site,
          point,
          timeSource,
          readings,
          refusals,
        }
      }
      case 'state':
        return {
          kind: 'state',
          receivedAt,
          sender,
          topic,
          payload,
          site,
          point,
          at: decoded.at,
          state: decoded.state,
        }
      case 'status':
        return { kind: 'status', receivedAt, sender, topic, payload, site, point, online: decoded.online }
      case 'rejected':
        return { kind: 'rejected', receivedAt, sender, topic, payload, reason: decoded.reason }
    }
  }

  function routeOf(topic: string): Route {
    const known = routes.get(topic)
    if (known) return known
    if (routes.size >= routesKept) routes.clear()
    const route = findRoute(topic)
    routes.set(topic, route)
    return route
  }

  function findRoute(name: string): Route {
    const topic = parseDeviceTopic(name)
    if (topic === null) {
      const expected = 'ipal/{site}/{point}/ and then readings, readings/{parameter}, state or status'
      return { reason: `unknown topic ${quote(name)}: expected ${expected}` }
    }
    const place = points.get(pointName(topic))
    if (place) return { topic, place }
    return sites.get(topic.site)
      ? {
          reason: `unknown point ${quote(topic.point)} at site ${quote(topic.site)}: it is not in the site's file`,
        }
      : { reason: `unknown site ${quote(topic.site)}: no site's file has this id` }
  }

  function append(draft: MessageDraft, settle: Settle): void {
    onTheirWay++
    const durable = journal.append(draft)
    if (group?.durable === durable) {
      group.members.push({ draft, settle })
      return
    }
    const opened = { durable, members: [{ draft, settle }] }
    group = opened
    durable.then(
      () => succeed(opened.members),
      (error: Error) => fail(opened.members, error),
    )
  }

  function succeed(members: readonly Member[]): void {
    for (const { draft, settle } of members) {
      count(draft)
      acknowledge(settle, null, draft)
    }
    arrive(members.length)
  }

  function fail(members: readonly Member[], error: Error): void {
    stale = true
    restUntil = performance.now() + restMs
    if (worthTelling('append')) log.error({ error }, 'the journal cannot be written: nothing is acknowledged')
    for (const { settle } of members) acknowledge(settle, error, null)
    arrive(members.length)
  }

  /** One connection's trouble must not keep the others of its group from their PUBACK. */
  function acknowledge(settle: Settle, error: Error | null, draft: MessageDraft | null): void {
    try {
      settle(error, draft)
    } catch (failure) {
      log.error({ error: failure }, 'acknowledging failed')
    }
  }

  function arrive(members: number): void {
    onTheirWay -= members
    if (onTheirWay > 0) return
    for (const resolve of waiting) resolve()
    waiting = []
  }

  function count(draft: MessageDraft): void {
    if (draft.kind === 'readings') {
      meters.accepted(draft.readings.length)
      if (draft.refusals.length === 0) return
      meters.rejected(draft.refusals.length)
      if (worthTelling(draft.topic))
        log.warn({ topic: draft.topic, refused: draft.refusals[0] }, 'refused a reading')
    } else if (draft.kind === 'rejected') {
      meters.rejected(1)
      const { sender, topic, reason } = draft
      if (worthTelling(topic)) log.warn({ sender, topic, reason }, 'refused a message')
    }
  }

  function settled(): Promise<void> {
    return onTheirWay === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))
  }

  return { prepare: refresh, receive, refuse, settled }
}

/** Why a payload of so many bytes is refused. */
export function describeLength(length: number, limit: number): string {
  return `payload of ${length} bytes: expected at most ${limit}; the first ${keptBytes} bytes are kept`
}
