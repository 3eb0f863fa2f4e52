import type {
  ClothFigure,
  Correction,
  Instant,
  JudgedReading,
  LabSample,
  MarkedState,
  PointId,
  PointState,
  Site,
  SiteId,
  SystemFault,
  Way,
} from '@jernih/domain'

/**
 * An entry's place in the journal: 0, 1, 2 …, never reused. There is no gap, unless a damaged file lost entries: so the place
 * after an entry is `entry.offset + 1`, and what comes there may have a higher one.
 */
export type Offset = number

/** A message as it came: the payload byte for byte, and what we know of its coming. */
export interface Envelope {
  receivedAt: Instant
  /** The device's account; null where the broker in between does not tell. */
  sender: string | null
  topic: string
  payload: Uint8Array
}

/**
 * A part of an accepted message that was refused: `path` within the payload, and what was expected there. Where very many
 * were, one stands for the last `count` of them.
 */
export interface Refusal {
  path: string
  reason: string
  count?: number
}

/**
 * What is appended. Everything that decides anything is an entry: messages, refused ones too, the passing of time,
 * the sites' files as they are taken up, and what people do. So the journal alone replays to the same alarms.
 */
export type Draft =
  | (Envelope & {
      kind: 'readings'
      site: SiteId
      point: PointId
      /** `receipt` where the message carried no time and the reading's time is the time of receipt. */
      timeSource: 'device' | 'receipt'
      readings: readonly JudgedReading[]
      refusals: readonly Refusal[]
    })
  | (Envelope & { kind: 'state'; site: SiteId; point: PointId; at: Instant; state: PointState })
  | (Envelope & { kind: 'status'; site: SiteId; point: PointId; online: boolean })
  | (Envelope & { kind: 'rejected'; reason: string })
  /** The broker saw a device come or go. `goodbye`: it went with a DISCONNECT, or was taken away, so nobody misses it. */
  | {
      kind: 'link'
      receivedAt: Instant
      site: SiteId
      point: PointId
      device: string
      connected: boolean
      goodbye?: boolean
    }
  /** Time passes: `tick` every few seconds. */
  | { kind: 'clock'; receivedAt: Instant; event: 'tick' }
  /** The station came up after being away, with these sites: any other that was in force is so no longer. */
  | { kind: 'clock'; receivedAt: Instant; event: 'started'; sites: readonly SiteId[] }
  /** A site's file as taken up; `site: null` when it was removed. In force for every entry after it. */
  | { kind: 'site'; receivedAt: Instant; id: SiteId; site: Site | null }
  /**
   * Something of Jernih itself begins to be wrong, or is right again. `value`: s of store lag, readings of imbalance, % of the disk free,
   * ways to people that fail. `way`: the one that fails; where there is none, `notification-failing` is of all ways together.
   */
  | { kind: 'fault'; receivedAt: Instant; fault: SystemFault; way?: Way; holds: boolean; value: number }
  /** What a person did to an alarm; `alarm` is an episode's id, or, but for `acknowledge`, the alarm's own. */
  | ({ kind: 'act'; receivedAt: Instant; alarm: string; by: string; note: string | null } & (
      | { act: 'acknowledge' | 'unshelve' | 'out-of-service' | 'return-to-service' }
      | { act: 'shelve'; until: Instant }
    ))
  /** What a person says that a point is doing, until then at the longest; `running` ends what was said before. */
  | {
      kind: 'mark'
      receivedAt: Instant
      site: SiteId
      point: PointId
      state: MarkedState
      until: Instant | null
      by: string
      reason: string | null
    }
  /** What a person wrote into the logbook, under an id of its own. */
  | ({ receivedAt: Instant; id: string; by: string; correction: Correction | null } & (
      | { kind: 'lab-sample'; sample: LabSample }
      | { kind: 'cloth'; cloth: ClothFigure }
    ))

export type Entry = Draft & { offset: Offset }

/** Readings, counted: `rejected` has one for each refused reading and one for each refused message. */
export interface Totals {
  accepted: number
  rejected: number
}
