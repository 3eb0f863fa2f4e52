import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Site, SiteId } from '@jernih/domain'
import { createIntake, createMeters, defaultLimits } from '@jernih/gateway'
import { generate, type Story, type TruthInterval } from '@jernih/ipal'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'

const log = createLog('silent')
const tickMs = 5_000
const plant = SiteId.parse('mojokerto-batik')
const sitesDirectory = join(import.meta.dirname, '..', '..', 'sites')

/** A directory for the test that runs, removed after it. */
export async function freshDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-journey-'))
  onTestFinished(() => rm(directory, { recursive: true }))
  return directory
}

/**
 * A journal as the station would have written it while the virtual plant ran from `from` to `to`: its messages decoded, judged and
 * appended by the gateway's own intake, with the station's ticks between them; and what truly happened.
 */
export async function recordSimulation(options: {
  directory: string
  seed: number
  from: number
  to: number
  stories: readonly Story[]
}): Promise<{ journal: Journal; site: Site; truth: TruthInterval[] }> {
  const { directory, from } = options
  const journal = await openJournal({ directory, log, consumers: ['historian', 'watch'] })
  const sites = await openSites({ directory: sitesDirectory, log })
  const site = sites.get(plant)
  if (!site) throw new Error(`expected the file of ${plant}`)
  const metrics = new Registry()
  const meters = createMeters(metrics, () => 1)
  const intake = createIntake({ journal, sites, log, meters, limits: defaultLimits })
  await intake.prepare()

  const waiting: Promise<unknown>[] = []
  const append = (draft: Draft) => waiting.push(journal.append(draft))
  for (const site of sites.all()) append({ kind: 'site', receivedAt: from, id: site.id, site })
  append({ kind: 'clock', receivedAt: from, event: 'started', sites: sites.all().map(({ id }) => id) })

  const truth: TruthInterval[] = []
  const discharging = site.points.find(({ kind }) => kind === 'outlet')?.discharging
  let nextTick = from + tickMs
  for (const { topic, payload, sentAt } of generate({
    ...options,
    ...(discharging && { flowAbove: discharging.flowAbove }),
    onTruth: (interval) => truth.push(interval),
  })) {
    for (; nextTick <= sentAt; nextTick += tickMs)
      append({ kind: 'clock', receivedAt: nextTick, event: 'tick' })
    const envelope = { receivedAt: sentAt, sender: 'simulated', topic, payload: Buffer.from(payload) }
    waiting.push(
      new Promise<void>((resolve, reject) =>
        intake.receive(envelope, (error) => (error ? reject(error) : resolve())),
      ),
    )
    if (waiting.length > 1_000) await Promise.all(waiting.splice(0))
  }
  await Promise.all(waiting)
  await sites.close()
  return { journal, site, truth }
}

/** The journal as it was when it had the entries below `end` and no more, so that a follower stands still there. */
export function journalUntil(journal: Journal, end: number): Journal {
  async function* follow(from: number, signal: AbortSignal) {
    if (from < end) {
      for await (const batch of journal.follow(from, signal)) {
        const part = batch.filter(({ offset }) => offset < end)
        if (part.length > 0) yield part
        if (part.length < batch.length || part.at(-1)?.offset === end - 1) break
      }
    }
    if (!signal.aborted) await once(signal, 'abort')
  }
  return { ...journal, follow, head: () => end }
}
