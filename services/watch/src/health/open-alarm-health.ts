import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { type AlarmStanding, alarmName, Parameter, type Site } from '@jernih/domain'
import type { Closable } from '@jernih/runtime'
import { seriesRules } from '../rules.ts'
import type { Actor } from './actors.ts'
import { type Advice, advise } from './advice.ts'
import { type HealthParts, measureLoad } from './measure-load.ts'
import type { HealthFigures, HealthQuestion } from './question.ts'
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
  /** `busy`: it took longer than ten seconds, or so many wait that this one is not looked at. */
  report(site: Site, window: Omit<Window, 'zone'>): Promise<AlarmHealthReport | 'busy'>
  close(): Promise<void>
}

const limitMs = 10_000
const mostWaiting = 8
/** Four numbers an episode are kept for the medians: room for more than ten seconds can read. */
const resourceLimits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

/** Reads the watch's `alarms.db` beside it, one question at a time, each on a thread of its own, which holds up neither alarms nor HTTP. */
export function openAlarmHealth(given: HealthParts & { directory: string }): AlarmHealth {
  const file = join(given.directory, 'alarms.db')
  const stopMeasuring = measureLoad(given)
  let waiting = 0
  let last: Promise<unknown> = Promise.resolve()
  let closing = false
  let end: () => Promise<unknown> = async () => {}

  function ask(question: HealthQuestion): Promise<HealthFigures | 'busy'> {
    if (closing) return Promise.reject(new Error('the alarm health is closed'))
    const worker = new Worker(new URL('./health-worker.ts', import.meta.url), {
      workerData: { file, question },
      resourceLimits,
    })
    end = () => worker.terminate()
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        resolve('busy')
        void worker.terminate()
      }, limitMs)
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', () => {
        clearTimeout(timer)
        reject(new Error('the thread that reads the alarms ended without an answer'))
      })
    })
  }

  return {
    async report(site, window) {
      if (waiting >= mostWaiting) return 'busy'
      waiting += 1
      const asked = last.then(() => ask({ ...window, zone: site.zone, site: site.id }))
      last = asked.catch(() => undefined).finally(() => (waiting -= 1))
      const figures = await asked
      if (figures === 'busy') return 'busy'
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
      closing = true
      stopMeasuring()
      await end()
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
