import type { Finding, Tally, Told } from './tally.ts'
import { cellsOf, type Unfound } from './unfound.ts'

/** A plan's name, the days that were played of it, and its score. */
export interface Row {
  name: string
  days: number
  tally: Tally
  unfound: readonly Unfound[]
}

/** Tables in Markdown: what truly happened and was told, each violation without its alarm, if any, and what was told and truly happened. */
export function scoreTables(rows: readonly Row[]): string {
  const found = table(
    [
      'story',
      'days',
      'violations',
      'found',
      'missed',
      'late: median',
      'worst',
      'standing',
      'faults and silences',
    ],
    rows.map(({ name, days, tally: { violations, standing, faults } }) => [
      ...[name, days, violations.asked, violations.found, violations.missed],
      ...[
        seconds(violations.lateMs?.median),
        seconds(violations.lateMs?.worst),
        share(standing),
        share(faults),
      ],
    ]),
  )
  const told = table(
    ['story', 'limit', 'standing', 'approaching', 'sensor', 'device', 'unconfirmed', 'held back'],
    rows.map(({ name, tally: { told, unconfirmed, heldBack } }) => [
      ...[name, grounds(told.limits), grounds(told.standing), grounds(told.warnings), grounds(told.sensors)],
      ...[grounds(told.devices), unconfirmed, heldBack],
    ]),
  )
  const lost = rows.flatMap(({ name, unfound }) => unfound.map((one) => [name, ...cellsOf(one)]))
  const unfound = table(
    ['story', 'begins', 'true peak', 'lasts', 'its probe showed', 'people were told'],
    lost,
  )
  return [
    `### What happened, and was told\n\n${found}\n`,
    ...(lost.length === 0 ? [] : [`### Each violation without its alarm\n\n${unfound}\n`]),
    `### What was told, and happened\n\n${told}\n`,
  ].join('\n')
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n')
}

function seconds(ms: number | undefined): string {
  return ms === undefined ? '–' : `${Math.round(ms / 1_000)} s`
}

/** `47 of 48`. */
function share({ asked, found }: Finding): string {
  return asked === 0 ? '–' : `${found} of ${asked}`
}

/** `32 / 3 / 1`: true, close, and without ground. */
function grounds({ true: founded, close, none }: Told): string {
  return founded + close + none === 0 ? '–' : `${founded} / ${close} / ${none}`
}
