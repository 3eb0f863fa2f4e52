import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { isWithheld } from './episode.ts'
import { sinceCalm } from './floods.ts'
import { type HealthFigures, type HealthQuestion, mostListed, staleMs } from './question.ts'
import { raisedBefore, readEpisodes, readStanding, readUnacknowledged } from './read-episodes.ts'
import { tally } from './tally.ts'

const { file } = workerData as { file: string }
const database = new DatabaseSync(file, { readOnly: true })
database.exec('PRAGMA busy_timeout = 5000')

parentPort?.on('message', (question: HealthQuestion) => {
  database.exec('BEGIN')
  const figures = answer(question)
  database.exec('COMMIT')
  parentPort?.postMessage(figures)
})

function answer({ site, ...window }: HealthQuestion): HealthFigures {
  const { from, to, now, operators } = window
  const lead = sinceCalm(raisedBefore(database, site, from), from, operators)
  const { actors, floods, ...counts } = tally(window, lead, readEpisodes(database, { site, from, to }))
  const standing = readStanding(database, site)
  const shown = standing.filter(({ state }) => !isWithheld(state))
  const stale = shown.filter(({ raisedAt }) => now - raisedAt > staleMs)
  const chattering = actors.filter((actor) => actor.chattering > 0)
  return {
    ...counts,
    floods: floods.slice(-mostListed),
    floodCount: floods.length,
    worst: actors.slice(0, 10),
    chattering: chattering.slice(0, mostListed),
    chatteringCount: chattering.length,
    repeatingCount: actors.filter((actor) => actor.repeating > 0).length,
    fleetingCount: actors.reduce((sum, { fleeting }) => sum + fleeting, 0),
    standing: shown.length,
    stale: stale.slice(0, mostListed),
    staleCount: stale.length,
    unacknowledged: readUnacknowledged(database, site),
  }
}
