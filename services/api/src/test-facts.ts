import { type Alarm, type Latest, PointId, SiteId, type Transition } from '@jernih/domain'

export const site = SiteId.parse('mojokerto-batik')
export const outlet = PointId.parse('outlet')

export function reading(given: Partial<Latest> = {}): Latest {
  const at = given.at ?? Date.now()
  return {
    site,
    point: outlet,
    parameter: 'cod',
    value: 96.4,
    at,
    receivedAt: at + 120,
    flag: 1,
    tests: '11111',
    ...given,
  }
}

type ActiveAlarm = Extract<Alarm, { status: 'active' }>

export function alarm(given: Partial<ActiveAlarm> = {}): ActiveAlarm {
  const since = given.since ?? Date.now() - 90_000
  return {
    status: 'active',
    id: 'mojokerto-batik.outlet.cod-limit-high.7',
    site,
    point: outlet,
    parameter: 'cod',
    kind: 'limit-high',
    state: 'unacknowledged-active',
    priority: 'high',
    since,
    raisedAt: since + 60_000,
    limit: {
      value: 150,
      unit: 'mg/L',
      citation: { source: 'Permen LH/BPLH 12/2025', clause: 'Lampiran I', verified: true },
    },
    value: 171.2,
    peak: 188.9,
    last: 171.2,
    confirmed: true,
    acknowledgement: null,
    readings: { good: 3, suspect: 0, failed: 0 },
    shelving: null,
    suppression: null,
    outOfService: null,
    dataLostSince: null,
    returnedAt: null,
    ...given,
  }
}

export function raised(of: Alarm, offset = 1): { alarm: Alarm; transition: Transition } {
  const { id, raisedAt: at, value } = of
  return {
    alarm: of,
    transition: { id: `${id}.1`, at, offset, step: 'raised', value, by: null, note: null, after: null },
  }
}
