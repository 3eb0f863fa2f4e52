import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Alarm, Transition } from '@jernih/domain'
import { type Draft, openJournal } from '@jernih/journal'
import { createLog, createScope, type Scope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AlarmsTooNew } from './migrations.ts'
import { act, plantSite, reading, siteFile, started, tick } from './testing/plant.ts'
import { startWatch } from './watch.ts'

const log = createLog('silent')
const cod = 'plant.outlet.cod-limit-high.3'
const ph = 'plant.outlet.ph-limit-high.2'
const phAgain = 'plant.outlet.ph-limit-high.14'

/** COD beyond its limit, acknowledged and shelved; pH beyond it, back, and beyond it again, not yet for the on-delay. */
const story: Draft[] = [
  started(0),
  siteFile(0, plantSite()),
  ...[1, 2].flatMap((at) => [reading('ph', 10, { at }), reading('cod', 200, { at })]),
  ...[3, 4, 5].flatMap((at) => [reading('ph', 7, { at }), reading('cod', 200, { at })]),
  act(5.5, cod, 'acknowledge'),
  act(5.6, cod, { shelveUntil: 60 }),
  reading('ph', 10, { at: 6 }),
]

let scope: Scope
let directory: string
beforeEach(async () => {
  scope = createScope(log)
  directory = await mkdtemp(join(tmpdir(), 'jernih-migrations-'))
})
afterEach(() => scope.close())

/** `alarms.db` as the version before the first number left it, changed by `more`. */
async function oldFile(more = ''): Promise<void> {
  const file = new DatabaseSync(join(directory, 'alarms.db'))
  file.exec(await readFile(new URL('./testing/alarms-version-0.sql', import.meta.url), 'utf8'))
  file.exec(more)
  file.close()
}

async function start() {
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const append = async (...drafts: Draft[]) =>
    Math.max(...(await Promise.all(drafts.map((draft) => journal.append(draft)))))
  await append(...story)
  const watch = scope.add(await startWatch({ journal, directory, log, metrics: new Registry() }))
  return { append, watch }
}

it.each([
  { story: 'opens a file without a version', more: '' },
  {
    story: 'opens one from before the journal’s clock was kept',
    more: 'ALTER TABLE progress DROP COLUMN clock_at',
  },
])('$story: each alarm as it stood, what was not kept told as unknown', async ({ more }) => {
  await oldFile(more)
  const { watch } = await start()
  const { alarms } = await watch.list({ limit: 10 })
  expect(alarms.map((alarm) => Alarm.parse(alarm))).toMatchObject([
    { id: ph, state: 'returned-unacknowledged', readings: null },
    { id: cod, state: 'shelved', readings: null, returnedAt: null },
  ])
  const found = await watch.get(cod)
  expect(found?.transitions.map((step) => Transition.parse(step).after)).toEqual([null, null, null])
  expect((await watch.list({ state: 'shelved', limit: 10 })).alarms.map(({ id }) => id)).toEqual([cod])
  expect(watch.withheld()).toMatchObject([
    { id: 'plant.outlet.cod-limit-high', episode: cod, state: 'shelved' },
  ])
})

it('goes on from there: what was pending is raised, what was shelved returns, what is over is acknowledged', async () => {
  await oldFile()
  const { append, watch } = await start()
  await watch.reached(await append(reading('ph', 10, { at: 7 }), tick(60), act(60, ph, 'acknowledge')))
  const states = async () =>
    Object.fromEntries((await watch.list({ limit: 10 })).alarms.map(({ id, state }) => [id, state]))
  expect(await states()).toEqual({
    [phAgain]: 'unacknowledged-active',
    [ph]: 'normal',
    [cod]: 'acknowledged-active',
  })
  const recovery = [61, 62, 63].map((at) => reading('cod', 100, { at }))
  await watch.reached(await append(...recovery))
  expect((await states())[cod]).toBe('normal')
  expect((await watch.get(cod))?.transitions.at(-1)).toMatchObject({
    id: `${cod}.5`,
    after: { state: 'normal', peak: 200, readings: null },
  })
})

it('refuses a file of a later version, and leaves it as it is', async () => {
  await oldFile('PRAGMA user_version = 99')
  await expect(start()).rejects.toThrow(AlarmsTooNew)
})
