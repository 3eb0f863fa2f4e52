import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { startWatch } from '../watch.ts'
import { slowly } from './slow-journal.ts'

/** A process that only watches, to be killed: says `watching` once it has begun. Its argument is its directory. */
const directory = process.argv[2] ?? ''
const log = createLog('warn')
const journal = await openJournal({ directory, log, consumers: ['watch'] })
await startWatch({ journal: slowly(journal), directory, log, metrics: new Registry() })
process.stdout.write('watching\n')
