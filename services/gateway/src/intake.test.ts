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

/** The site gets a new point. */
async function addPond(): Promise<void> {
  const file = join(ground.directory, 'sites', 'plant.yaml')
  const pond = '  - { id: pond, name: { id: Kolam, en: Pond }, kind: process, parameters: { ph: {} } }\n'
  await writeFile(file, (await readFile(file, 'utf8')) + pond)
}

function receive(topic: string, value: object): Promise<MessageDraft> {
  const envelope: Envelope = {
    receivedAt: Date.now(),
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
