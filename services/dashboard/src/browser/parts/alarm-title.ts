import { formatValue } from '../format.ts'
import { placeOf } from '../link/live.ts'
import type { Alarm } from '../link/wire.ts'
import { alarmWords } from '../words/alarm.ts'
import { language } from '../words/language.ts'

/** What an alarm is called and where it stands: `COD di atas batas`, `Outlet, Sentra IKM Batik`. */
export function alarmTitle(alarm: Pick<Alarm, 'site' | 'point' | 'parameter' | 'kind' | 'way'>) {
  const { site, point, parameter } = placeOf(alarm)
  const { kinds, ways } = alarmWords()
  const name = alarm.way ? ways[alarm.way] : (parameter?.name[language.value] ?? alarm.parameter ?? '')
  // Alarms of Jernih itself stand at a point that no site has.
  const pointName = point?.name[language.value] ?? (alarm.point === 'station' ? 'Jernih' : alarm.point)
  return {
    what: kinds[alarm.kind](name).trim(),
    where: `${pointName}, ${site?.name ?? alarm.site}`,
  }
}

/** The zone of its site, in which its times are told. */
export function alarmZone(alarm: Pick<Alarm, 'site' | 'point'>): string {
  return placeOf(alarm).site?.zone ?? 'UTC'
}

/** A value of this alarm with its unit, as its probe is good for: `171,2 mg/L`. */
export function alarmFigure(
  alarm: Pick<Alarm, 'kind' | 'limit' | 'site' | 'point' | 'parameter'>,
  value: number,
): string {
  const { parameter } = placeOf(alarm)
  const unit = alarm.limit?.unit ?? parameter?.unit ?? ''
  // A small plant's load is grams.
  const decimals = alarm.kind === 'load-high' ? 3 : (parameter?.decimals ?? 2)
  return `${formatValue(value, decimals)} ${unit}`.trim()
}
