import { createLog } from '@jernih/runtime'
import { openJournal } from '../open-journal.ts'
import { readingsDraft } from './drafts.ts'

/** Appends numbered entries, many at a time, from `first` on, and prints each number once its append resolved. */
const [directory = '', first = '0'] = process.argv.slice(2)
const journal = await openJournal({ directory, log: createLog('silent'), consumers: [] })
let seq = Number(first)
let waiting = 0

function appendOne(): void {
  const own = seq++
  waiting++
  void journal.append(readingsDraft(own)).then(() => {
    waiting--
    process.stdout.write(`${own}\n`)
  })
}

setInterval(() => {
  while (waiting < 500) appendOne()
}, 1)
