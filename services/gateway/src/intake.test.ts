import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Envelope, Journal, Offset } from '@jernih/journal'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createIntake, type Intake } from './intake.ts'
import { defaultLimits } from './limits.ts'
import type { MessageDraft } from './message-reader.ts'
import { createMeters } from './metrics.ts'
import { eventually, type Ground, openGround } from './testing/trial.ts'

let ground: Ground
let intake: Intake

beforeEach(async () => {
  ground = await openGround()
  intake = startIntake()
})
afterEach(() => ground[Symbol.asyncDispose]())

/** As after a restart: nothing is known but what is in the journal. */
function startIntake(journal = ground.journal, metrics = new Registry()): Intake {
  const meters = createMeters(metrics, () => 0)
  return createIntake({ ...ground.needs, journal, meters, limits: defaultLimits })
}

async function changeFile(change: (text: string) => string): Promise<void> {
  const file = join(ground.directory, 'sites', 'plant.yaml')
  await writeFile(file, change(await readFile(file, 'utf8')))
}

/** The site gets a new point. */
function addPond(): Promise<void> {
  const pond = '  - { id: pond, name: { id: Kolam, en: Pond }, kind: process, parameters: { ph: {} } }\n'
  return changeFile((text) => text + pond)
}

function receive(topic: string, value: object, receivedAt = Date.now()): Promise<MessageDraft> {
  const envelope: Envelope = {
    receivedAt,
    sender: 'dev-1',
    topic,
    payload: Buffer.from(JSON.stringify(value)),
  }
  return new Promise((resolve, reject) => {
    intake.receive(envelope, (error, draft) => (draft ? resolve(draft) : reject(error)))
  })
}

const outlet = 'ipal/plant/outlet/readings'

it('judges on from the journal after a restart: a repeat is known, and so is a late reading', async () => {
  const now = Date.now()
  await receive(outlet, { at: now - 60_000, readings: { ph: 7 } })
  await receive(outlet, { at: now, readings: { ph: 7.1 } })
  intake = startIntake()
  expect(await receive(outlet, { at: now, readings: { ph: 7.1 } })).toMatchObject({
    readings: [{ repeat: 'same' }],
  })
  expect(await receive(outlet, { at: now, readings: { ph: 9 } })).toMatchObject({
    readings: [{ repeat: 'different' }],
  })
  expect(await receive(outlet, { at: now - 1_000, readings: { ph: 7 } })).toMatchObject({
    readings: [{ late: true }],
  })
})

it('goes on with a value that was frozen before a long stop', async () => {
  const stop = Date.now() - 10 * 3_600_000
  const frozen = Array.from({ length: 131 }, (_, minute) => stop + (minute - 130) * 60_000)
  await receive(outlet, { at: stop - 131 * 60_000, readings: { ph: 6.8 } }, stop - 131 * 60_000)
  for (const at of frozen) await receive(outlet, { at, readings: { ph: 7 } }, at)
  for (let tick = 0; tick < 5; tick++)
    await ground.journal.append({ kind: 'clock', receivedAt: Date.now(), event: 'tick' })
  intake = startIntake()
  expect(await receive(outlet, { at: Date.now(), readings: { ph: 7 } })).toMatchObject({
    readings: [{ flag: 3, tests: '12239' }],
  })
})

it('keeps its judges over a change of the files that does not concern them', async () => {
  let readable = true
  const journal: Journal = {
    ...ground.journal,
    follow(from, signal) {
      if (!readable) throw new Error('nothing is to be read again')
      return ground.journal.follow(from, signal)
    },
  }
  intake = startIntake(journal)
  const at = Date.now()
  await receive(outlet, { at, readings: { ph: 7 } })
  readable = false
  const changed = new Promise<void>((resolve) => ground.needs.sites.onChange(() => resolve()))
  await changeFile((text) => text.replace('en: Outlet', 'en: The outlet'))
  await changed
  expect(await receive(outlet, { at, readings: { ph: 7 } })).toMatchObject({ readings: [{ repeat: 'same' }] })
})

it('takes up a changed site file, and goes on judging where it was', async () => {
  const now = Date.now()
  await receive(outlet, { at: now, readings: { ph: 7 } })
  expect(await receive('ipal/plant/pond/readings', { at: now, readings: { ph: 7 } })).toMatchObject({
    reason: expect.stringContaining('unknown point "pond"'),
  })
  await addPond()
  await eventually(() => receive('ipal/plant/pond/readings', { at: now, readings: { ph: 7 } })).toMatchObject(
    { kind: 'readings', point: 'pond' },
  )
  expect(await receive(outlet, { at: now, readings: { ph: 7 } })).toMatchObject({
    readings: [{ repeat: 'same' }],
  })
})

it('loses none of the messages that come while the judges are renewed, and keeps their order', async () => {
  const now = Date.now() - 100_000
  const numbers = Array.from({ length: 100 }, (_, n) => n)
  const drafts = await Promise.all(
    numbers.map((n) => receive(outlet, { at: now + n * 1_000, readings: { cod: n } })),
  )
  expect(drafts.flatMap((draft) => (draft.kind === 'readings' ? draft.readings : []))).toMatchObject(
    numbers.map((value) => ({ value, late: false })),
  )
  expect(await ground.journal.totals()).toEqual({ accepted: 100, rejected: 0 })
})

it('a flood of refused messages keeps no good one waiting while the judges are renewed', async () => {
  const now = Date.now()
  const slow: Journal = {
    ...ground.journal,
    append: (draft) =>
      draft.kind === 'rejected' ? new Promise<Offset>(() => undefined) : ground.journal.append(draft),
  }
  intake = startIntake(slow)
  await receive(outlet, { at: now, readings: { ph: 7 } })
  const envelope = { receivedAt: now, sender: 'dev-2', topic: 'ipal/other', payload: Buffer.from('x') }
  intake.refuse(envelope, 'not its topic', () => undefined)
  const changed = new Promise<void>((resolve) => ground.needs.sites.onChange(() => resolve()))
  await addPond()
  await changed
  expect(await receive('ipal/plant/pond/readings', { at: now, readings: { ph: 7 } })).toMatchObject({
    kind: 'readings',
  })
})

it('counts each refused reading of a message full of them, and keeps the reasons of some', async () => {
  const at = Date.now()
  const wrong = Array.from({ length: 5_000 }, () => ({ at, readings: { salt: 1 } }))
  const draft = await receive(outlet, [{ at, readings: { ph: 7 } }, ...wrong])
  const refusals = draft.kind === 'readings' ? draft.refusals : []
  expect(refusals).toHaveLength(21)
  expect(refusals[0]).toMatchObject({ path: '[1].readings.salt', reason: expect.stringContaining('"salt"') })
  expect(refusals.at(-1)).toMatchObject({ count: 4_980, reason: expect.stringContaining('4980 more') })
  expect(JSON.stringify(refusals).length).toBeLessThan(10_000)
  expect(await ground.journal.totals()).toEqual({ accepted: 1, rejected: 5_000 })
})

it('counts readings that contradict what was taken before, and not those that repeat it', async () => {
  const metrics = new Registry()
  intake = startIntake(ground.journal, metrics)
  const at = Date.now()
  for (const ph of [7, 7, 8, 9]) await receive(outlet, { at, readings: { ph, cod: 90 } })
  const page = await metrics.metrics()
  expect(page).toMatch(/^jernih_gateway_readings_conflicting_total 2$/m)
  expect(page).toMatch(/^jernih_gateway_readings_accepted_total 8$/m)
})
