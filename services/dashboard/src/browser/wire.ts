// What the API sends, as far as the screen reads it.

export type Flag = 1 | 2 | 3 | 4 | 9

export interface Citation {
  source: string
  clause?: string
  verified: boolean
}

export interface Limit {
  low: number | null
  high: number | null
  unit: string
  citation: Citation
}

export interface Names {
  id: string
  en: string
}

export interface Parameter {
  parameter: string
  name: Names
  unit: string
  decimals: number
  limit: Limit | null
}

export interface Point {
  id: string
  name: Names
  kind: 'inlet' | 'process' | 'outlet'
  intervalSeconds: number
  parameters: Parameter[]
}

export interface Site {
  id: string
  name: string
  zone: string
  points: Point[]
}

/** Who did something, and why. */
export interface Act {
  at: string
  by: string
  note: string | null
}

/** Times are RFC 3339 in the site's zone. */
export interface Latest {
  site: string
  point: string
  parameter: string
  value: number
  at: string
  receivedAt: string
  flag: Flag
}

export interface Alarm {
  id: string
  status: 'active' | 'cleared'
  site: string
  point: string
  parameter: string | null
  kind: string
  /** By the states of ISA-18.2. */
  state:
    | 'normal'
    | 'unacknowledged-active'
    | 'acknowledged-active'
    | 'returned-unacknowledged'
    | 'latched'
    | 'shelved'
    | 'suppressed-by-design'
    | 'out-of-service'
  priority: 'low' | 'medium' | 'high' | 'critical'
  since: string
  limit: { value: number; unit: string; citation: Citation } | null
  value: number | null
  confirmed: boolean
  acknowledgement: Act | null
  shelving: (Act & { until: string }) | null
  suppression: {
    since: string
    cause: 'stopped' | 'maintenance' | 'calibration' | 'power-cut' | 'device-offline'
  } | null
  outOfService: Act | null
  /** While active. */
  dataLostSince?: string | null
  returnedAt?: string | null
  /** Once cleared. */
  clearedAt?: string
}

export interface Transition {
  id: string
  step: string
}

export interface Snapshot {
  serverTime: string
  simulated: boolean
  latest: Latest[]
  alarms: Alarm[]
}

/** `reasons` says why readings are not kept, `warnings` what somebody should look at; empty where all is well. */
export interface Heartbeat {
  serverTime: string
  reasons: string[]
  warnings: string[]
}

interface Card {
  cause: string
  consequence: string
  action: string
}

/** What to do about an alarm, and within how long that still helps. */
export interface Guidance {
  id: Card
  en: Card
  minutesToAct: number
}
