import type { Site, SiteId } from '@jernih/domain'
import type { Clock } from '@jernih/runtime'
import { Gauge, type Registry } from 'prom-client'
import type { Watch } from '../watch.ts'
import { isWithheld } from './episode.ts'
import { createFloodMeter, type FloodMeter } from './floods.ts'

/** What the alarm system's own figures need of the others. */
export interface HealthParts {
  watch: Pick<Watch, 'withheld' | 'onStep'>
  sites: { get(id: SiteId): Site | undefined }
  clock: Clock
  metrics: Registry
}

/**
 * Registers what people have to bear right now; answers how to stop. An alarm counts when it is told, which is later than it happened where
 * readings were buffered. What was told before this process started is not counted.
 */
export function measureLoad({ watch, sites, clock, metrics }: HealthParts): () => void {
  const meters = new Map<SiteId, FloodMeter>()
  let latest = 0
  const now = () => (latest = Math.max(latest, clock.now()))

  function meterOf(site: SiteId): FloodMeter {
    const meter = meters.get(site) ?? createFloodMeter(sites.get(site)?.operators ?? 1)
    meters.set(site, meter)
    return meter
  }

  const tell = (gauge: Gauge<'site'>, value: (meter: FloodMeter) => number) => {
    for (const [site, meter] of meters) {
      meter.pass(now())
      gauge.set({ site }, value(meter))
    }
  }
  const rate = new Gauge({
    name: 'jernih_alarm_rate_per_10_minutes',
    help: 'CurrentAlarmRate: alarms that people were told of in the last ten minutes; ISA-18.2 wants one an operator, at most ten',
    labelNames: ['site'],
    registers: [metrics],
    collect(): void {
      tell(rate, (meter) => meter.recent())
    },
  })
  const flood = new Gauge({
    name: 'jernih_alarm_flood',
    help: '1 from more than ten alarms an operator in ten minutes until there are fewer than five (ISA-18.2)',
    labelNames: ['site'],
    registers: [metrics],
    collect(): void {
      tell(flood, (meter) => Number(meter.current() !== null))
    },
  })
  return watch.onStep(({ alarms }) => {
    for (const { alarm, transition } of alarms) {
      if (transition.step === 'raised' && !isWithheld(alarm.state)) meterOf(alarm.site).raise(now())
    }
  })
}
