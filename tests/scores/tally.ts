import type { Episode } from './episodes.ts'
import { type Asked, type Ground, isApproach, isLimit, isStanding, type Score } from './score.ts'

/** What was asked of one class of alarms, and what became of it. */
export interface Finding {
  asked: number
  found: number
  missed: number
  /** From the beginning to the alarm, ms; null where nothing was found. */
  lateMs: { median: number; worst: number } | null
}

/** Alarms of one class by what is behind them. */
export type Told = Record<Ground, number>

/** One plan's score in figures. */
export interface Tally {
  violations: Finding
  standing: Finding
  faults: Finding
  told: Record<'limits' | 'standing' | 'warnings' | 'sensors' | 'devices', Told>
  unconfirmed: number
  heldBack: number
}

export function tally({ asked, told }: Score): Tally {
  const findings = (is: (kind: Asked['kind']) => boolean) => findingOf(asked.filter(({ kind }) => is(kind)))
  const grounds = (is: (kind: Episode['kind']) => boolean) => groundsOf(told.filter(({ kind }) => is(kind)))
  const isProcess = (kind: Asked['kind']) => isLimit(kind) || isStanding(kind) || isApproach(kind)
  const isSensor = (kind: Asked['kind']) => kind === 'sensor-failed'
  return {
    violations: findings(isLimit),
    standing: findings(isStanding),
    faults: findings((kind) => !isProcess(kind)),
    told: {
      limits: grounds(isLimit),
      standing: grounds(isStanding),
      warnings: grounds(isApproach),
      sensors: grounds(isSensor),
      devices: grounds((kind) => !isProcess(kind) && !isSensor(kind)),
    },
    unconfirmed: told.filter(({ confirmed }) => !confirmed).length,
    heldBack: told.filter(({ heldBack }) => heldBack).length,
  }
}

/** Those that must have been found, and were not. */
export function missedOf({ asked }: Pick<Score, 'asked'>): readonly Asked[] {
  return asked.filter(({ lateMs }) => lateMs === null)
}

function findingOf(asked: readonly Asked[]): Finding {
  const late = asked.flatMap(({ lateMs }) => lateMs ?? []).sort((one, other) => one - other)
  const median = late[Math.floor((late.length - 1) / 2)]
  const worst = late.at(-1)
  return {
    ...{ asked: asked.length, found: late.length, missed: missedOf({ asked }).length },
    lateMs: median === undefined || worst === undefined ? null : { median, worst },
  }
}

function groundsOf(told: Score['told']): Told {
  const count = (ground: Ground) => told.filter((one) => one.ground === ground).length
  return { true: count('true'), close: count('close'), none: count('none') }
}
