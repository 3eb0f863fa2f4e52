import { openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { startWatch } from '../watch.ts'
import { slowly } from './slow-journal.ts'

/** A process that only watches, to be killed: says how far it is on disk, a line a number. Its argument is its directory. */
const directory = process.argv[2] ?? ''
const log = createLog('error')
const journal = await openJournal({ directory, log, consumers: ['watch'] })
const watch = await startWatch({ journal: slowly(journal), directory, log, metrics: new Registry() })
let told = -1
setInterval(() => {
  if (watch.cursor() === told) return
  told = watch.cursor()
  process.stdout.write(`${told}\n`)
}, 1)
