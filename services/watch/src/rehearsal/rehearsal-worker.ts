import { parentPort, workerData } from 'node:worker_threads'
import { openStore, type StoreSettings, StoreUnavailable } from '@jernih/store'
import { TooManyEpisodes } from './episodes.ts'
import { readHistory } from './read-history.ts'
import { rehearse } from './rehearse.ts'
import type { RehearsalQuestion, RehearsalReport } from './report.ts'

export interface RehearsalWork {
  question: RehearsalQuestion
  store: StoreSettings
}
export type RehearsalReply = RehearsalReport | 'too-many' | { unavailable: string }

const work = workerData as RehearsalWork
const reply = await answer(work)
parentPort?.postMessage(reply)

async function answer({ question, store: settings }: RehearsalWork): Promise<RehearsalReply> {
  const { present: site, from, to } = question
  const [point] = site.points
  if (!point) throw new Error(`${site.id} has no point`)
  let store: Awaited<ReturnType<typeof openStore>> | null = null
  try {
    store = await openStore(settings)
    return await rehearse(question, readHistory(store, { site, point, from, to }))
  } catch (error) {
    if (error instanceof TooManyEpisodes) return 'too-many'
    if (error instanceof StoreUnavailable) return { unavailable: error.message }
    throw error
  } finally {
    await store?.close()
  }
}
