import {
  type DeviceTopic,
  type JudgedReading,
  parseDeviceTopic,
  pointName,
  type Reading,
} from '@jernih/domain'
import type { Draft, Envelope, Journal } from '@jernih/journal'
import type { Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { decode } from './decode/decode.ts'
import { quote } from './decode/refusal.ts'
import type { GatewayLimits } from './limits.ts'
import { recall } from './recall.ts'
import { createPoints, type MeasuredPoint, type Points } from './series-judges.ts'

export type MessageDraft = Extract<Draft, Envelope>

/** Makes an entry of a message: what it says and how believable that is, or why it is refused. */
export interface MessageReader {
  /** Never throws. Each reading counts as seen from here on: what is read must be appended, or the judges be renewed. */
  read(envelope: Envelope): MessageDraft
  /**
   * Takes the sites as their files say now. With `keep`, judges whose rules are the same go on; all others are new, and have seen the
   * journal's tail and nothing else.
   */
  renew(journal: Journal, options: { keep: boolean }): Promise<void>
}

type Route = { topic: DeviceTopic; place: MeasuredPoint } | { reason: string }

/** A device may send a buffered hour newest first; what is judged out of order would be late. Of one time, as they came. */
const byTime = (one: Reading, other: Reading) => one.at - other.at

/** Topics whose meaning is remembered, and the longest that is worth it. */
const routesKept = 10_000
const routeLength = 200

export function createMessageReader(options: {
  sites: Sites
  log: Log
  limits: GatewayLimits
}): MessageReader {
  const { sites, log, limits } = options
  const routes = new Map<string, Route>()
  let points: Points = new Map()

  function interpret(envelope: Envelope): MessageDraft {
    const route = routeOf(envelope.topic)
    if ('reason' in route) return { ...envelope, kind: 'rejected', reason: route.reason }
    const { site, point, parameters, judges } = route.place
    const { receivedAt, payload } = envelope
    const decoded = decode(route.topic, payload, { receivedAt, parameters, limits })
    switch (decoded.kind) {
      case 'readings': {
        const { timeSource, refusals } = decoded
        const readings: JudgedReading[] = []
        for (const reading of decoded.readings.sort(byTime)) {
          const judge = judges.get(reading.parameter)
          if (judge) readings.push(judge.judge(reading, receivedAt))
        }
        return { ...envelope, kind: 'readings', site, point, timeSource, readings, refusals }
      }
      case 'state':
        return { ...envelope, kind: 'state', site, point, at: decoded.at, state: decoded.state }
      case 'status':
        return { ...envelope, kind: 'status', site, point, online: decoded.online }
      case 'rejected':
        return { ...envelope, kind: 'rejected', reason: decoded.reason }
    }
  }

  function routeOf(topic: string): Route {
    const known = routes.get(topic)
    if (known) return known
    const route = findRoute(topic)
    if (topic.length > routeLength) return route
    if (routes.size >= routesKept) routes.clear()
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
    const reason = sites.get(topic.site)
      ? `unknown point ${quote(topic.point)} at site ${quote(topic.site)}: it is not in the site's file`
      : `unknown site ${quote(topic.site)}: no site's file has this id`
    return { reason }
  }

  return {
    read(envelope) {
      try {
        return interpret(envelope)
      } catch (error) {
        log.error({ error, topic: quote(envelope.topic) }, 'a message could not be read: a mistake of ours')
        return { ...envelope, kind: 'rejected', reason: `could not be read: ${String(error)}` }
      }
    },
    async renew(journal, { keep }) {
      const renewed = createPoints(sites, keep ? points : new Map())
      points = renewed.points
      routes.clear()
      await recall(renewed.fresh, journal)
    },
  }
}
