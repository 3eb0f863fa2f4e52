import { setTimeout as wait } from 'node:timers/promises'
import { PointId, SiteId } from '@jernih/domain'
import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { openSqliteStore } from '@jernih/store'
import { Registry } from 'prom-client'
import { startHistorian } from '../historian.ts'

/** A process of its own, to be killed: appends and stores as fast as it can in the directory that it is given. */
const [directory = ''] = process.argv.slice(2)
const log = createLog('error')
const journal = await openJournal({ directory, log, consumers: ['historian'] })
const store = await openSqliteStore({ directory })
const batch = { readings: 50, lingerMs: 1 }
await startHistorian({ journal, store, log, metrics: new Registry(), directory, batch })
process.stdout.write('busy\n')

const site = SiteId.parse('mojokerto-batik')
const point = PointId.parse('outlet')
let { accepted: at } = await journal.totals()
for (;;) {
  const readings = [1, 2, 3].map(() => {
    return {
      parameter: 'ph',
      value: at,
      at: at++,
      flag: 1,
      tests: '11111',
      late: false,
      repeat: 'no',
    } as const
  })
  void journal.append({
    kind: 'readings',
    receivedAt: Date.now(),
    sender: 'outlet',
    topic: 'ipal/mojokerto-batik/outlet/readings',
    payload: Buffer.from('{}'),
    site,
    point,
    timeSource: 'device',
    readings,
    refusals: [],
  })
  if (at % 30 === 0) await wait(1)
}
