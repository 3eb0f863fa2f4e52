import { join } from 'node:path'
import { type AlarmStanding, alarmName, Parameter, type Site } from '@jernih/domain'
import type { Closable } from '@jernih/runtime'
import { seriesRules } from '../rules.ts'
import type { Actor } from './actors.ts'
import { type Advice, advise } from './advice.ts'
import { createHealthThread } from './health-thread.ts'
import { type HealthParts, measureLoad } from './measure-load.ts'
import type { HealthFigures } from './question.ts'
import type { Window } from './tally.ts'

/** How well the alarm system serves its people, by the figures of ISA-18.2 and EEMUA 191. */
export interface AlarmHealthReport extends Omit<HealthFigures, 'worst'> {
  worst: (Actor & { advice: Advice })[]
  /** Alarms that are kept from people now, with an episode or without. */
  shelved: number
  suppressed: number
  outOfService: number
}

export interface AlarmHealth extends Closable {
  /** `busy`: it took ten seconds, with the questions before it, or so many wait that this one is not looked at. */
  report(site: Site, window: Omit<Window, 'zone'>): Promise<AlarmHealthReport | 'busy'>
  close(): Promise<void>
}

const limitMs = 10_000
const mostWaiting = 64

/** Answers one question after the other, and holds up neither alarms nor HTTP. */
export function openAlarmHealth(given: HealthParts & { directory: string }): AlarmHealth {
  const thread = createHealthThread(join(given.directory, 'alarms.db'))
  const stopMeasuring = measureLoad(given)
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()

  return {
    async report(site, window) {
      if (waiting >= mostWaiting) return 'busy'
      waiting += 1
      const limit = AbortSignal.timeout(limitMs)
      const asked = last.then(() => thread.ask({ ...window, zone: site.zone, site: site.id }, limit))
      last = asked.catch(() => undefined).finally(() => (waiting -= 1))
      const figures = await asked
      if (figures === 'late') return 'busy'
      const withheld = given.watch.withheld().filter((alarm) => alarm.site === site.id)
      const count = (state: AlarmStanding['state']) =>
        withheld.filter((alarm) => alarm.state === state).length
      return {
        ...figures,
        worst: figures.worst.map((actor) => ({ ...actor, advice: advise(actor, offDelayMs(site, actor)) })),
        shelved: count('shelved'),
        suppressed: count('suppressed-by-design'),
        outOfService: count('out-of-service'),
      }
    },
    async close() {
      stopMeasuring()
      await thread.close()
      await last
    },
  }
}

/** As the site's file has it now; 0 where the alarm has none. */
function offDelayMs(site: Site, { id, kind }: Pick<Actor, 'id' | 'kind'>): number {
  const [, pointId, name] = id.split('.')
  const point = site.points.find((one) => one.id === pointId)
  const parameter = Parameter.options.find((one) => name === alarmName({ parameter: one, kind }))
  if (!point || !parameter) return 0
  const rules = seriesRules(site, point, parameter)
  if (/^(limit|standing|repeated)-/.test(kind)) return rules.limit.offDelayMs
  if (kind.startsWith('approaching-')) return rules.approaching.offDelayMs
  return kind === 'sensor-failed' ? rules.sensorFailed.offDelayMs : 0
}
