import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMessageReader, defaultLimits, type MessageReader } from '@jernih/gateway'
import { generate, type SimulationOptions } from '@jernih/ipal'
import { type Draft, openJournal } from '@jernih/journal'
import { type Closable, createLog, createScope } from '@jernih/runtime'
import { openSites, type Sites } from '@jernih/sites'

/** The sites of this repository's own files, and a reader of their messages whose judges have seen nothing yet. */
export interface Gate extends Closable {
  sites: Sites
  reader: MessageReader
}

const log = createLog('silent')
const tickMs = 5_000
const sitesDirectory = join(import.meta.dirname, '..', '..', 'sites')

export async function openGate(): Promise<Gate> {
  const scope = createScope(log)
  const directory = await mkdtemp(join(tmpdir(), 'jernih-scores-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
  const sites = scope.add(await openSites({ directory: sitesDirectory, log }))
  const journal = scope.add(await openJournal({ directory, log, consumers: [] }))
  const reader = createMessageReader({ sites, log, limits: defaultLimits })
  await reader.renew(journal, { keep: false })
  return { sites, reader, close: () => scope.close() }
}

/**
 * What the station would have appended to its journal while the virtual plant ran: the plant's messages as they came, decoded and judged,
 * with the station's ticks between them.
 */
export function* simulateDrafts(
  { sites, reader }: Gate,
  simulation: SimulationOptions & { from: number; to: number },
): Generator<Draft> {
  const { from } = simulation
  const ids = sites.all().map(({ id }) => id)
  for (const site of sites.all()) yield { kind: 'site', receivedAt: from, id: site.id, site }
  yield { kind: 'clock', receivedAt: from, event: 'started', sites: ids }
  let nextTick = from + tickMs
  for (const { topic, payload, sentAt } of generate(simulation)) {
    for (; nextTick <= sentAt; nextTick += tickMs)
      yield { kind: 'clock', receivedAt: nextTick, event: 'tick' }
    yield reader.read({ receivedAt: sentAt, sender: 'simulated', topic, payload: Buffer.from(payload) })
  }
}
