import { type Flag, type JudgedReading, type Parameter, PointId, Site, SiteId } from '@jernih/domain'
import type { Draft } from '@jernih/journal'

export const plant = SiteId.parse('plant')
export const outlet = PointId.parse('outlet')
export const inlet = PointId.parse('inlet')

/** 24 November 2026, 09:00 WIB. */
export const nine = Date.UTC(2026, 10, 24, 2)
export const minute = 60_000

/** A plant whose outlet may hold COD up to 150 mg/L and pH 6 to 9; one reading a minute. */
export function plantSite(more: { rules?: object; permit?: object[]; outlet?: object } = {}): Site {
  const name = { id: 'Titik', en: 'Point' }
  return Site.parse({
    id: plant,
    name: 'Plant',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2, permit: more.permit ?? [] },
    rules: more.rules,
    points: [
      { id: outlet, name, kind: 'outlet', parameters: { cod: {}, ph: {} }, ...more.outlet },
      { id: inlet, name, kind: 'inlet', parameters: { cod: {} } },
    ],
  })
}

interface Told {
  /** Minutes after nine: when it was measured. */
  at: number
  /** Minutes after nine: when it came; by default when it was measured. */
  received?: number
  flag?: Flag
  tests?: string
  point?: PointId
  repeat?: JudgedReading['repeat']
}

/** One measured value. */
export function reading(
  parameter: Parameter,
  value: number,
  { received, point = outlet, ...told }: Told,
): Draft {
  return buffered(received ?? told.at, [{ parameter, value, ...told }], point)
}

/** Several readings in one message, in their order. */
export function buffered(
  received: number,
  readings: readonly (Pick<Told, 'at' | 'flag' | 'tests' | 'repeat'> & {
    parameter: Parameter
    value: number
  })[],
  point = outlet,
): Draft {
  return {
    ...envelope(received, point),
    kind: 'readings',
    timeSource: 'device',
    readings: readings.map(({ at, flag = 1, tests = '11111', repeat = 'no', ...rest }) => {
      return { ...rest, at: nine + at * minute, flag, tests, late: false, repeat }
    }),
    refusals: [],
  }
}

export function tick(at: number): Draft {
  return { kind: 'clock', receivedAt: nine + at * minute, event: 'tick' }
}

/** The station comes up, with the plant's file or without any. */
export function started(at: number, sites: readonly SiteId[] = [plant]): Draft {
  return { kind: 'clock', receivedAt: nine + at * minute, event: 'started', sites }
}

/** The store begins to lag, or has caught up. */
export function fault(at: number, holds: boolean): Draft {
  return { kind: 'fault', receivedAt: nine + at * minute, fault: 'store-lag', holds, value: holds ? 320 : 0 }
}

export function siteFile(at: number, site: Site | null): Draft {
  return { kind: 'site', receivedAt: nine + at * minute, id: plant, site }
}

export function state(
  received: number,
  doing: Extract<Draft, { kind: 'state' }>['state'],
  at = received,
): Draft {
  return { ...envelope(received, outlet), kind: 'state', at: nine + at * minute, state: doing }
}

/** A person says it, until `until` at the longest. */
export function mark(
  at: number,
  doing: Extract<Draft, { kind: 'mark' }>['state'],
  { until, point = outlet }: { until?: number; point?: PointId } = {},
): Draft {
  return {
    ...{ kind: 'mark', receivedAt: nine + at * minute, site: plant, point, state: doing },
    ...{ until: until === undefined ? null : nine + until * minute, by: 'siti', reason: 'because' },
  }
}

export function status(at: number, online: boolean): Draft {
  return { ...envelope(at, outlet), kind: 'status', online }
}

export function link(at: number, connected: boolean, goodbye = false): Draft {
  return {
    kind: 'link',
    receivedAt: nine + at * minute,
    site: plant,
    point: outlet,
    device: 'outlet-1',
    connected,
    goodbye,
  }
}

export function act(
  at: number,
  alarm: string,
  what: 'acknowledge' | 'unshelve' | 'out-of-service' | 'return-to-service' | { shelveUntil: number },
): Draft {
  const done = { kind: 'act', receivedAt: nine + at * minute, alarm, by: 'siti', note: 'seen' } as const
  return typeof what === 'string'
    ? { ...done, act: what }
    : { ...done, act: 'shelve', until: nine + what.shelveUntil * minute }
}

function envelope(received: number, point: PointId) {
  const topic = `ipal/${plant}/${point}/readings`
  return {
    receivedAt: nine + received * minute,
    sender: null,
    topic,
    payload: new Uint8Array(),
    site: plant,
    point,
  }
}

/** The station comes up, and knows the plant. */
export const begin = [started(0), siteFile(0, plantSite())]

/** One COD value a minute from minute 1 on. */
export const cod = (...values: number[]) => values.map((value, n) => reading('cod', value, { at: n + 1 }))

/** A tick every half minute, the longest that says we were there all the time. */
export const ticks = (first: number, last: number) =>
  Array.from({ length: 2 * (last - first) + 1 }, (_, n) => tick(first + n / 2))

/** With ticks from the beginning to minute `last`, each after what came by then. */
export const up = (last: number, drafts: Draft[]) =>
  [...drafts, ...ticks(0, last)].toSorted((one, other) => one.receivedAt - other.receivedAt)
