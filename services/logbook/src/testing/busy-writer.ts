import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { startLogbook } from '../logbook.ts'
import { cloth, sample, tick } from './drafts.ts'

/** A process of its own, to be killed: writes into the directory it is given, and says each id once that is on disk. */
const [directory = '', name = ''] = process.argv.slice(2)
const log = createLog('error')
const journal = await openJournal({ directory, log, consumers: ['logbook'] })
await startLogbook({ journal, directory, log, metrics: new Registry() })
for (let n = 0; ; n++) {
  const drafts = [sample(`${name}-${n}-s`, n), tick(n), cloth(`${name}-${n}-c`, n)]
  await Promise.all(drafts.map((draft) => journal.append(draft)))
  process.stdout.write(`${name}-${n}\n`)
}
