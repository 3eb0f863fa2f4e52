import { z } from 'zod'
import { Priority } from './alarm.ts'
import { Contact } from './contact.ts'
import { PointId, SiteId } from './identifier.ts'
import { Band, Limit } from './limit.ts'
import { Parameter } from './parameter.ts'

/** Low and high in the parameter's unit, low below high. */
export const Span = z
  .strictObject({ low: z.number(), high: z.number() })
  .refine((span) => span.low < span.high, 'expected low below high')
export type Span = z.infer<typeof Span>

/** Time is counted in ms: of a length near zero nothing would be left. */
const seconds = z
  .number()
  .min(1)
  .max(7 * 86_400)

/**
 * How one series is judged (QARTOD). Absent parts take the defaults of `packages/quality`.
 * `sensor`: outside it a reading fails. `operator`: outside it a reading is suspect.
 */
export const QualitySettings = z.strictObject({
  sensor: Span.optional(),
  operator: Span.optional(),
  /** Distance from the readings before it (the median of three), in the parameter's unit. */
  spike: z
    .strictObject({ suspect: z.number().positive(), fail: z.number().positive() })
    .refine((spike) => spike.suspect <= spike.fail, 'expected suspect at most fail')
    .optional(),
  /** Change in units per minute above which a reading is suspect. */
  ratePerMinute: z.number().positive().optional(),
  /** Seconds within `tolerance` (parameter's unit) after which a value counts as frozen. */
  flatLine: z
    .strictObject({ suspectSeconds: seconds, failSeconds: seconds, tolerance: z.number().nonnegative() })
    .refine((flat) => flat.suspectSeconds <= flat.failSeconds, 'expected suspectSeconds at most failSeconds')
    .optional(),
})
export type QualitySettings = z.infer<typeof QualitySettings>

const expectedDelay = 'expected 1 to 86400 s, or `instant` for a rule that does not wait'
/** Seconds of event time, or `instant`: the first reading decides. */
const Delay = z.union(
  [z.number().min(1, expectedDelay).max(86_400, expectedDelay), z.literal('instant')],
  expectedDelay,
)
export type Delay = z.infer<typeof Delay>

/** A journal may have 0 for `instant`, from before there was that word. */
export function delayMs(delay: Delay): number {
  return delay === 'instant' ? 0 : Math.round(delay * 1_000)
}

/** Whether an alarm whose condition has ended stays until somebody acknowledges it. */
const latch = z.boolean().optional()
/** How grave an alarm is that is raised from then on. */
const priority = Priority.optional()
const urgency = { latch, priority }
const delays = z.strictObject({
  onDelaySeconds: Delay.optional(),
  offDelaySeconds: Delay.optional(),
  ...urgency,
})
const tuning = delays.extend({ deadbandPercent: z.number().min(0).max(50).optional() })

/**
 * What a site's file may say about each rule; what it leaves out is as in {@link ruleDefaults}. Deadbands are in percent of the limit,
 * delays in seconds of event time, or `instant`.
 */
export const RuleSettings = z.strictObject({
  limit: tuning.optional(),
  /** `sharePercent` of a limit (or of the way to it from the band's middle, for a band) at which a reading approaches it. */
  approaching: tuning.extend({ sharePercent: z.number().min(50).max(99).optional() }).optional(),
  /** Silent for this many intervals, by time of measurement. */
  noData: z.strictObject({ intervals: z.number().min(1).max(1_000).optional(), ...urgency }).optional(),
  sensorFailed: delays.optional(),
  deviceOffline: z.strictObject({ onDelaySeconds: Delay.optional(), ...urgency }).optional(),
  /** A device's clock may differ from ours by this much. */
  clockSkew: z
    .strictObject({ toleranceSeconds: z.number().min(1).max(86_400).optional(), ...urgency })
    .optional(),
  /** Longer than this no calibration is believed: what is measured counts again. */
  calibration: z.strictObject({ maxMinutes: z.number().min(1).max(1_440).optional() }).optional(),
})
export type RuleSettings = z.infer<typeof RuleSettings>

/** Every part of every rule. */
export type Rules = { [Rule in keyof RuleSettings]-?: Whole<NonNullable<RuleSettings[Rule]>> }
type Whole<T> = { [Part in keyof T]-?: NonNullable<T[Part]> }

/** The rules where no file says otherwise. */
export const ruleDefaults: Readonly<Rules> = {
  limit: { deadbandPercent: 2, onDelaySeconds: 60, offDelaySeconds: 120, latch: false, priority: 'high' },
  approaching: {
    sharePercent: 90,
    deadbandPercent: 2,
    onDelaySeconds: 60,
    offDelaySeconds: 120,
    latch: false,
    priority: 'medium',
  },
  noData: { intervals: 3, latch: false, priority: 'medium' },
  sensorFailed: { onDelaySeconds: 60, offDelaySeconds: 120, latch: false, priority: 'medium' },
  deviceOffline: { onDelaySeconds: 60, latch: false, priority: 'medium' },
  clockSkew: { toleranceSeconds: 60, latch: false, priority: 'low' },
  calibration: { maxMinutes: 60 },
}

/** A mean is held to `band`, else to the limit in force. */
const mean = z.strictObject({ band: Band.optional(), ...urgency })
/** As many readings as are remembered, one bit each. */
const mostReadings = 31

/**
 * What several readings of a series say together. A rule that is not here is not watched. Spans are those of the site's own day, and each is
 * judged once a later reading says that it is over.
 */
export const WindowSettings = z.strictObject({
  /** Beyond the limit in force in `count` of the last `of` readings. */
  repeated: z
    .strictObject({
      count: z.int().min(1).max(mostReadings),
      of: z.int().min(2).max(mostReadings),
      ...urgency,
    })
    .refine(({ count, of }) => count <= of, { path: ['count'], error: 'expected at most `of`' })
    .optional(),
  mean2Minutes: mean.optional(),
  meanHour: mean.optional(),
  meanDay: mean.optional(),
  /** Change between the means of two neighbouring spans, in the parameter's unit an hour. */
  rate: z
    .strictObject({
      risingPerHour: z.number().positive().optional(),
      fallingPerHour: z.number().positive().optional(),
      overMinutes: z.int().min(1).max(720).default(10),
      ...urgency,
    })
    .refine(
      ({ risingPerHour, fallingPerHour }) => (risingPerHour ?? fallingPerHour) !== undefined,
      'expected risingPerHour, fallingPerHour or both',
    )
    .optional(),
  /** What leaves with the water on one day: the point's flow times this concentration. */
  load: z.strictObject({ kgPerDay: z.number().positive(), ...urgency }).optional(),
})
export type WindowSettings = z.infer<typeof WindowSettings>

/** What a site's file may say about one parameter of a point. */
export const SeriesSettings = z.strictObject({
  quality: QualitySettings.optional(),
  /**
   * Until the probe shows nine tenths of a change (T90). So long after water has ceased to leave, what it shows is judged as of water that
   * leaves; absent: not at all.
   */
  responseSeconds: z.number().min(1).max(3_600).optional(),
  rules: RuleSettings.optional(),
  windows: WindowSettings.optional(),
})
export type SeriesSettings = z.infer<typeof SeriesSettings>

/** A place where water is measured, and everything that is measured there; other parameters are refused. */
export const Point = z.strictObject({
  id: PointId,
  name: z.strictObject({ id: z.string().min(1), en: z.string().min(1) }),
  /** Where in the train the water is measured; discharge limits bind the outlet alone. */
  kind: z.enum(['inlet', 'process', 'outlet']),
  /** Seconds between two readings of a healthy device. */
  intervalSeconds: seconds.default(60),
  /**
   * Of an outlet that measures its flow: above `flowAbove` (m³/h) water leaves, and a limit can be violated; water that stands is warned of.
   * Unknown, stale or failed flow counts as flowing. Absent: water always flows.
   */
  discharging: z.strictObject({ flowAbove: z.number().min(0) }).optional(),
  parameters: z.partialRecord(Parameter, SeriesSettings),
  rules: RuleSettings.optional(),
})
export type Point = z.infer<typeof Point>

/** One treatment plant as its file describes it. Every key, for whoever writes one: docs/sites.md. */
export const Site = z.strictObject({
  id: SiteId,
  name: z.string().min(1),
  /** IANA zone of the site: days, months and every time shown to people are in it. */
  zone: z.string().refine(isZone, 'expected an IANA time zone, such as Asia/Jakarta'),
  address: z.string().optional(),
  /** Operating positions among which the alarms are divided at any one time, not people with an account; absent: one, who gets all. */
  operators: z.int().min(1).max(100).optional(),
  /** Which limits bind the outlet: a national set by its id, its flow class from `dischargePerDay`, and the site's own permit. */
  limits: z.strictObject({
    set: z.string().min(1),
    /** Discharge of a working day in m³, which chooses the flow class. */
    dischargePerDay: z.number().positive(),
    /** Limits of the site's own permit (persetujuan teknis), one a parameter on any day; each stands before the set's. */
    permit: z.array(Limit).superRefine(refuseOverlaps).default([]),
  }),
  rules: RuleSettings.optional(),
  /** Points that lose their power together; absent: all of them do. */
  supplies: z.array(z.strictObject({ points: z.array(PointId).min(2) })).optional(),
  contacts: z.array(Contact).refine(uniqueNames, 'expected each name once').default([]),
  points: z.array(Point).min(1).refine(uniqueIds, 'expected each point id once'),
})
export type Site = z.infer<typeof Site>

/** Whether it names an IANA time zone. */
export function isZone(zone: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

function refuseOverlaps(permit: readonly Limit[], context: z.core.$RefinementCtx): void {
  permit.forEach((limit, index) => {
    const other = permit.slice(0, index).findIndex((before) => overlap(before, limit))
    if (other < 0) return
    const message = `expected days of its own: permit[${other}] limits ${limit.parameter} too; end the older one by its validTo`
    context.addIssue({ code: 'custom', path: [index], message })
  })
}

function overlap(one: Limit, other: Limit): boolean {
  const isAfter = (limit: Limit, end: string | undefined) => end !== undefined && limit.validFrom >= end
  return one.parameter === other.parameter && !isAfter(one, other.validTo) && !isAfter(other, one.validTo)
}

function uniqueNames(contacts: readonly { name: string }[]): boolean {
  return new Set(contacts.map((contact) => contact.name)).size === contacts.length
}

function uniqueIds(points: readonly { id: string }[]): boolean {
  return new Set(points.map((point) => point.id)).size === points.length
}
