import {
  type AlarmKind,
  delayMs,
  formatInstant,
  type Instant,
  type JudgedReading,
  type Parameter,
  ruleDefaults,
  type Site,
} from '@jernih/domain'
import { defaultPoints, type Measurable, type TruthInterval, textileLimits } from '@jernih/ipal'
import type { Episode } from './episodes.ts'

/** Something that truly was so, for longer than its alarm waits: it must be told. */
export interface Asked {
  point: string
  parameter: Parameter | null
  kind: AlarmKind
  from: Instant
  to: Instant
  /** The worst true value, of water over a limit or close to it. */
  peak: number | null
  /** From its beginning to its alarm; 0 where the alarm stood already; null where none came. */
  lateMs: number | null
}

/**
 * What is behind an alarm: something true; or water truly close to its limit, so that the instrument's noise decides; or nothing that the
 * truth knows.
 */
export type Ground = 'true' | 'close' | 'none'

export interface Score {
  asked: readonly Asked[]
  told: readonly (Episode & { ground: Ground })[]
}

const minuteMs = 60_000
const [classA, classB0] = [minuteMs, 10 * minuteMs]
/** The outlet's instruments, as the virtual plant has them: time to 90 % of a change. */
const t90Ms: Partial<Record<Parameter, number>> = {
  ...{ ph: classA, temperature: classA },
  ...{ cod: classB0, tss: classB0, nh3n: classB0 },
}
/** A silence begins with the last reading before it. */
const intervalMs = minuteMs

/** What was told of a site's days, and what truly happened in them. */
export interface Played {
  site: Site
  episodes: readonly Episode[]
  truth: readonly TruthInterval[]
  /** What the outlet's instruments showed. */
  readings: readonly JudgedReading[]
}

/** Holds what was told against what truly happened. */
export function score({ site, episodes, truth }: Omit<Played, 'readings'>): Score {
  const facts = truth.flatMap(factsOf)
  const asked = facts
    .filter(
      ({ kind, parameter, point, from, to }) =>
        !isApproach(kind) && to - from > waitMs(site, { kind, parameter, point }),
    )
    .map((fact) => ({ ...fact, lateMs: lateMs(site, fact, episodes) }))
  return { asked, told: episodes.map((episode) => ({ ...episode, ground: groundOf(site, episode, facts) })) }
}

type Fact = Omit<Asked, 'lateMs'>

/** A silent point is silent in each of its parameters; a supply's alarm stands at its first point. */
function factsOf({ point, parameter, kind, from, to, peak }: TruthInterval): Fact[] {
  if (kind === null || (kind === 'power-cut' && point !== defaultPoints[0]?.point)) return []
  if (kind !== 'no-data') return [{ point, parameter, kind, from, to, peak }]
  const measured = defaultPoints.find((candidate) => candidate.point === point)?.parameters ?? []
  return measured.map((each) => ({ point, parameter: each, kind, from, to, peak }))
}

/** How long something must be so before its alarm is due, by the site's file. */
function waitMs(site: Site, fact: Pick<Fact, 'kind' | 'parameter' | 'point'>): number {
  if (isLimit(fact.kind) || isStanding(fact.kind)) return limitDelayMs(site, fact, 'onDelaySeconds')
  // A flat line fails after six hours.
  if (fact.kind === 'sensor-failed') return 6 * 60 * minuteMs
  // A clock is judged by several messages, lest a buffered hour is taken for one that is behind.
  return fact.kind === 'clock-skew' ? 15 * minuteMs : 5 * minuteMs
}

function limitDelayMs(
  site: Site,
  { point: id, parameter }: Pick<Fact, 'point' | 'parameter'>,
  delay: 'onDelaySeconds' | 'offDelaySeconds',
): number {
  const point = site.points.find((one) => one.id === id)
  const own = parameter === null ? undefined : point?.parameters[parameter]?.rules
  const layers = [own, point?.rules, site.rules, ruleDefaults]
  return delayMs(layers.map((layer) => layer?.limit?.[delay]).find((set) => set !== undefined) ?? 'instant')
}

/** The limit that it passed; undefined of what has none. */
export function limitOf({ parameter, kind }: Pick<Asked, 'parameter' | 'kind'>): number | undefined {
  return parameter === null ? undefined : textileLimits[parameter as Measurable]?.[sideOf(kind)]
}

/** Until the instrument has followed it to 90 %. */
export function responseMs({ parameter }: Pick<Asked, 'parameter'>): number {
  return parameter === null ? 0 : (t90Ms[parameter] ?? 0)
}

function lateMs(site: Site, fact: Fact, episodes: readonly Episode[]): number | null {
  const told = episodes.filter(
    (episode) =>
      tellsOf(episode, fact) && episode.since <= fact.to + lagMs(site, fact) && endOf(episode) >= fact.from,
  )
  const first = Math.min(...told.map(({ toldAt }) => toldAt))
  return told.length > 0 ? Math.max(0, first - fact.from) : null
}

/** By where it begins and where it ends: between them it may go on over a short good while, inside its deadband. */
function groundOf(site: Site, episode: Episode, facts: readonly Fact[]): Ground {
  const behind = facts.filter((fact) => isOf(episode, fact))
  if (isWithin(site, episode, behind)) return 'true'
  const near = facts.filter((fact) => isOf({ ...episode, kind: approachOf(episode.kind) }, fact))
  return isWithin(site, episode, [...behind, ...near]) ? 'close' : 'none'
}

function isWithin(site: Site, episode: Episode, facts: readonly Fact[]): boolean {
  const holds = (at: Instant) =>
    facts.some((fact) => at >= fact.from - intervalMs && at <= fact.to + lagMs(site, fact))
  return holds(episode.since) && (episode.endedAt === null || holds(episode.endedAt))
}

function isOf(episode: Pick<Episode, 'point' | 'parameter' | 'kind'>, fact: Fact): boolean {
  return episode.point === fact.point && episode.parameter === fact.parameter && episode.kind === fact.kind
}

/** While nothing is measured, the alarm of water that flowed goes on for water that stands by now. */
function tellsOf(episode: Episode, fact: Fact): boolean {
  const graver = isStanding(fact.kind) ? (`limit-${sideOf(fact.kind)}` as const) : fact.kind
  return isOf(episode, fact) || isOf(episode, { ...fact, kind: graver })
}

export function isLimit(kind: AlarmKind): boolean {
  return kind === 'limit-high' || kind === 'limit-low'
}

export function isStanding(kind: AlarmKind): boolean {
  return kind === 'standing-high' || kind === 'standing-low'
}

export function isApproach(kind: AlarmKind): boolean {
  return kind === 'approaching-high' || kind === 'approaching-low'
}

function approachOf(kind: AlarmKind): AlarmKind {
  return isLimit(kind) || isStanding(kind) ? `approaching-${sideOf(kind)}` : kind
}

export function sideOf(kind: AlarmKind): 'high' | 'low' {
  return kind.endsWith('low') ? 'low' : 'high'
}

/** How much later an alarm may begin or end and be right: until the instrument is back from its largest value, and the off-delay. */
function lagMs(site: Site, fact: Fact): number {
  const isSlow = responseMs(fact) === classB0
  return (isSlow ? 18 : 4) * minuteMs + limitDelayMs(site, fact, 'offDelaySeconds')
}

function endOf({ endedAt }: Episode): number {
  return endedAt ?? Number.POSITIVE_INFINITY
}

/** For people: `outlet cod limit-high 2026-11-02 09:23 to …`. */
export function nameOf(told: Asked | Episode): string {
  const [from, to] = 'since' in told ? [told.since, told.endedAt] : [told.from, told.to]
  const time = (at: Instant | null) => (at === null ? 'the end' : formatInstant(at, 'Asia/Jakarta'))
  return `${told.point} ${told.parameter ?? ''} ${told.kind} ${time(from)} to ${time(to)}`
}
