import { type Alarm, type AlarmKind, formatInstant, type Parameter } from '@jernih/domain'
import { defaultPoints, type TruthInterval } from '@jernih/ipal'

/** An alarm with its time: as it was told, or as the truth asks for it, which the plant and no sensor saw. */
interface Told {
  point: string
  parameter: Parameter | null
  kind: AlarmKind
  from: number
  to: number
}

export interface Score {
  asked: readonly Told[]
  /** Asked for, and told by no alarm while it was so or just after it. */
  missed: readonly string[]
  /** Alarms that nothing true explains from their beginning to their end. */
  unfounded: readonly string[]
}

const minuteMs = 60_000
/** A silence begins with the last reading before it. */
const intervalMs = minuteMs

/**
 * Holds a day's alarms of the virtual plant, as they stand at its end, against what truly happened there. Warnings of an approach are left out:
 * the truth knows only limits.
 */
export function score(given: {
  alarms: readonly Alarm[]
  truth: readonly TruthInterval[]
  dayEnd: number
}): Score {
  const { truth, dayEnd } = given
  const alarms = given.alarms
    .filter(({ kind }) => !kind.startsWith('approaching'))
    .map((alarm) => ({
      ...alarm,
      from: alarm.since,
      to: alarm.status === 'cleared' ? alarm.clearedAt : dayEnd,
    }))
  const deserved = truth.flatMap(deservedBy)
  const asked = deserved.filter((each) => each.to - each.from > showsAfterMs(each))
  return {
    asked,
    missed: asked.filter((each) => !alarms.some((alarm) => tellsOf(alarm, each))).map(nameOf),
    unfounded: alarms.filter((alarm) => !deserved.some((each) => explains(each, alarm))).map(nameOf),
  }
}

/** A silent point is silent in each of its parameters; a supply's alarm stands at its first point. */
function deservedBy({ point, parameter, kind, from, to }: TruthInterval): Told[] {
  if (kind === null || (kind === 'power-cut' && point !== defaultPoints[0]?.point)) return []
  if (kind !== 'no-data') return [{ point, parameter, kind, from, to }]
  const measured = defaultPoints.find((candidate) => candidate.point === point)?.parameters ?? []
  return measured.map((each) => ({ point, parameter: each, kind, from, to }))
}

function tellsOf(alarm: Told, deserved: Told): boolean {
  return isOf(alarm, deserved) && alarm.from <= deserved.to + lagMs(deserved) && alarm.to >= deserved.from
}

/** Whether all of the alarm lies in the interval, with the lag of an instrument. */
function explains(deserved: Told, alarm: Told): boolean {
  const isWithin = alarm.from >= deserved.from - intervalMs && alarm.to <= deserved.to + lagMs(deserved)
  return isOf(alarm, deserved) && isWithin
}

function isOf(alarm: Told, { point, parameter, kind }: Told): boolean {
  return alarm.point === point && alarm.parameter === parameter && alarm.kind === kind
}

/** What is over sooner need not be seen: the T90 of the instrument, the on-delay and two intervals. */
function showsAfterMs({ kind, parameter }: Told): number {
  if (kind === 'sensor-failed') return 6 * 60 * minuteMs
  if (kind === 'clock-skew') return 15 * minuteMs
  return isOptical(parameter) ? 15 * minuteMs : 5 * minuteMs
}

/** How much later an alarm may begin or end and be right: until the instrument is back from its largest value, and the off-delay. */
function lagMs({ parameter }: Told): number {
  return isOptical(parameter) ? 28 * minuteMs : 6 * minuteMs
}

/** Class B0: ten minutes for 90 % of a change. */
function isOptical(parameter: Parameter | null): boolean {
  return parameter === 'cod' || parameter === 'tss' || parameter === 'nh3n'
}

function nameOf({ point, parameter, kind, from, to }: Told): string {
  const [begin, end] = [from, to].map((at) => formatInstant(at, 'Asia/Jakarta'))
  return `${point} ${parameter ?? ''} ${kind} ${begin} to ${end}`
}
