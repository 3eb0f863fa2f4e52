import type { SiteId } from '@jernih/domain'
import { openDatabase, systemClock } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { startHerald } from '../herald.ts'
import { openOutbox } from '../outbox.ts'
import { change, log, plant, plantSite } from './plant.ts'
import { openWay } from './ways.ts'

/**
 * A station's watch and herald, to be killed: `busy-herald.ts DIRECTORY WAY URL`. Alarms follow each other; each transition is written to
 * the table `transition` with its letters, and sent to two people.
 */
const [, , directory = '', way, url = ''] = process.argv
const site = plantSite([
  { name: 'Siti', role: 'operator', email: 'siti@example.org', whatsapp: '+6281234567890' },
  { name: 'Budi', role: 'manager', email: 'budi@example.org', whatsapp: '+6281111111111' },
])
const sites = { all: () => [site], get: (id: SiteId) => (id === plant ? site : undefined) }
const channels = [openWay(way === 'whatsapp' ? way : 'email', url)]
const outbox = await openOutbox({ directory, sites, channels, log })
const database = await openDatabase(
  `${directory}/alarms.db`,
  'CREATE TABLE IF NOT EXISTS transition (id TEXT) STRICT',
)
const listeners = new Set<(step: { offset: number; alarms: readonly ReturnType<typeof change>[] }) => void>()
await startHerald({
  ...{ outbox, sites, log, clock: systemClock, metrics: new Registry() },
  channels,
  watch: {
    onStep(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reached: async () => undefined,
    get: async () => null,
  },
  journal: { append: async () => 0 },
  waits: { firstMs: 10, longestMs: 50 },
})
process.stdout.write('begun\n')

const [{ n: known } = { n: 0 }] = await database.all<{ n: number }>('SELECT count(*) AS n FROM transition')
for (let n = known; ; n++) {
  // Alone, in pairs, and now and then a flood.
  const many = n % 20 === 0 ? 30 : 1 + (n % 2)
  const changes = Array.from({ length: many }, (_, each) => change(n * 100 + each))
  await database.transaction([
    { sql: 'INSERT INTO transition VALUES (?)', rows: changes.map(({ transition }) => [transition.id]) },
    ...outbox.alongside(changes, Date.now()),
  ])
  for (const listener of listeners) listener({ offset: 0, alarms: changes })
}
