import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Alarm, LifeState, Transition } from '@jernih/domain'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import type { PointCoverage } from './coverage.ts'
import type { PointNow } from './overview.ts'
import { anyDay, createRandom } from './testing/any-day.ts'
import { minute, nine } from './testing/plant.ts'
import { slowly } from './testing/slow-journal.ts'
import { startWatch, type Watch } from './watch.ts'

const log = createLog('silent')
const freshDirectory = () => mkdtemp(join(tmpdir(), 'jernih-replay-'))

async function openDay(directory: string, day: readonly Draft[]): Promise<Journal> {
  const journal = await openJournal({ directory, log, consumers: ['watch'] })
  if (journal.head() === 0) await Promise.all(day.map((draft) => journal.append(draft)))
  return journal
}

const start = (journal: Journal, directory: string) =>
  startWatch({ journal, directory, log, metrics: new Registry() })

interface History {
  latest: unknown
  /** What each point is doing, what left it beyond its limits, and what is missing of it. */
  points: readonly (PointNow & { missing: PointCoverage | undefined })[]
  episodes: { alarm: Alarm; transitions: Transition[] }[]
}

/** Everything the watch knows once it has seen the whole journal. */
async function historyOf(watch: Watch, journal: Journal): Promise<History> {
  await watch.reached(journal.head())
  const episodes: History['episodes'] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Awaited<ReturnType<Watch['list']>> = await watch.list({
      limit: 500,
      ...(cursor && { cursor }),
    })
    for (const { id } of page.alarms) {
      const found = await watch.get(id)
      if (found) episodes.push(found)
    }
    cursor = page.next
  }
  const latest = watch
    .latest()
    .toSorted((one, other) => (one.point + one.parameter < other.point + other.parameter ? -1 : 1))
  const coverage = watch.coverage()
  const [site] = await watch.overview(nine + 1_440 * minute)
  const points = (site?.points ?? []).map((point) => {
    return { ...point, missing: coverage.find((one) => one.point === point.point) }
  })
  return { latest, episodes, points }
}

async function undisturbed(journal: Journal): Promise<History> {
  const watch = await start(journal, await freshDirectory())
  const history = await historyOf(watch, journal)
  await watch.close()
  return history
}

it.each([2, 4, 6])(
  'R4: a day (seed %i) with stops at random points and in every state has the history of one without',
  async (seed) => {
    const directory = await freshDirectory()
    const journal = await openDay(directory, anyDay(seed))
    const expected = await undisturbed(journal)
    const transitions = expected.episodes.flatMap((episode) => episode.transitions)
    expect(new Set(transitions.map(({ step }) => step))).toEqual(new Set(Transition.shape.step.options))

    const random = createRandom(seed)
    const anywhere = Array.from({ length: 8 }, () => Math.floor(random() * journal.head()))
    const inEachState = LifeState.options.map((state) => {
      const entered = transitions.find(({ after }) => after?.state === state)
      expect(entered, state).toBeDefined()
      return (entered?.offset ?? 0) + 1
    })
    const stops = [...anywhere, ...inEachState].sort((one, other) => one - other)
    for (const stop of stops) {
      const watch = await start(slowly(journal, stop), directory)
      await watch.reached(stop)
      await watch.close()
    }
    const watch = await start(journal, directory)
    expect(await historyOf(watch, journal)).toEqual(expected)
    await watch.close()
    await journal.close()
  },
)

it('R4: a day with SIGKILLs at random moments has the history of one without', {
  timeout: 90_000,
}, async () => {
  const undisturbedDirectory = await freshDirectory()
  const original = await openDay(undisturbedDirectory, weighedDay())
  const expected = await undisturbed(original)
  const outlet = expected.points.find(({ excess }) => excess.length > 0)
  expect(outlet?.excess[0]?.kg).toBeGreaterThan(0)
  expect(outlet?.missing?.gaps).not.toEqual([])
  const head = original.head()
  await original.close()

  const directory = await freshDirectory()
  await cp(join(undisturbedDirectory, 'journal'), join(directory, 'journal'), { recursive: true })
  const random = createRandom(4)
  const runner = new URL('./testing/run-watch.ts', import.meta.url)
  const cursors: number[] = []
  for (const share of [0.2, 0.4, 0.6, 0.8]) {
    const child = spawn(process.execPath, [runner.pathname, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exit = once(child, 'exit')
    for await (const line of createInterface(child.stdout)) {
      if (cursors.push(Number(line)) && Number(line) >= share * head) break
    }
    await sleep(random() * 20)
    child.kill('SIGKILL')
    expect(await exit).toEqual([null, 'SIGKILL'])
  }
  const journal = await openDay(directory, weighedDay())
  const watch = await start(journal, directory)
  expect(cursors.filter((cursor) => cursor > 0 && cursor < head).length).toBeGreaterThan(0)
  expect(await historyOf(watch, journal)).toEqual(expected)
  await watch.close()
  await journal.close()
})

it.each([
  { story: 'undisturbed', stops: [] },
  { story: 'stopped on the way', stops: [0.3, 0.6] },
])('R4: a journal with delays of 0 has the history of one with instant rules, $story', async ({ stops }) => {
  const [old, present] = await Promise.all([openImpatientDay(0), openImpatientDay('instant')])
  for (const share of stops) {
    const stop = Math.floor(share * old.journal.head())
    const watch = await start(slowly(old.journal, stop), old.directory)
    await watch.reached(stop)
    await watch.close()
  }
  const watch = await start(old.journal, old.directory)
  const history = await historyOf(watch, old.journal)
  await watch.close()
  expect(history).toEqual(await undisturbed(present.journal))
  const limits = history.episodes.filter(({ alarm }) => alarm.kind === 'limit-high')
  expect(limits.length).toBeGreaterThan(5)
  for (const { alarm } of limits) expect(alarm.raisedAt).toBe(alarm.since)
  await Promise.all([old.journal.close(), present.journal.close()])
})

/** A day through which the outlet measures its flow. */
function weighedDay(): Draft[] {
  const day = anyDay(2)
  const points =
    day.flatMap((draft) => (draft.kind === 'site' && draft.site ? [draft.site.points] : []))[0] ?? []
  return day.map((draft) =>
    draft.kind === 'site' && draft.site ? { ...draft, site: { ...draft.site, points } } : draft,
  )
}

/** A day whose rules wait for nothing, in the word of now or of then. */
async function openImpatientDay(delay: 0 | 'instant') {
  const directory = await freshDirectory()
  const journal = await openJournal({ directory, log, consumers: ['watch'] })
  const waits = { onDelaySeconds: delay, offDelaySeconds: delay }
  const rules = {
    ...{ limit: waits, approaching: waits, sensorFailed: waits },
    deviceOffline: { onDelaySeconds: delay },
  }
  const day = anyDay(4).map((draft) =>
    draft.kind === 'site' && draft.site ? { ...draft, site: { ...draft.site, rules } } : draft,
  )
  await Promise.all(day.map((draft) => journal.append(draft)))
  return { directory, journal }
}
