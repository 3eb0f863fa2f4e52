import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@jernih/runtime'
import { Secret, TOTP, URI } from 'otpauth'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Person } from './accounts.ts'
import { openPeople, type People } from './people.ts'

const stepMs = 30_000
/** The beginning of a step. */
const start = 1_795_000_020_000
let now: number
let directory: string
let people: People
let siti: Person

const open = () => openPeople({ directory, clock: { now: () => now }, log: createLog('silent') })

beforeEach(async () => {
  now = start
  directory = await mkdtemp(join(tmpdir(), 'jernih-people-'))
  people = await open()
  const made = await people.accounts.create({
    username: 'siti',
    name: 'Siti Rahayu',
    role: 'officer',
    password: 'batik tulis 2026',
  })
  if (made === 'taken') throw new Error('taken')
  siti = made
})
afterEach(async () => {
  await people.close()
  await rm(directory, { recursive: true })
})

async function begin(): Promise<string> {
  const enrolment = await people.secondFactors.begin(siti)
  if (enrolment === 'stands') throw new Error('stands')
  return enrolment.secret
}
const codeAt = (secret: string, timestamp = now) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp })

async function enrol(): Promise<{ secret: string; recoveryCodes: string[] }> {
  const secret = await begin()
  const recoveryCodes = await people.secondFactors.confirm(siti.id, codeAt(secret))
  if (!Array.isArray(recoveryCodes)) throw new Error(recoveryCodes)
  return { secret, recoveryCodes }
}
const accept = (code: string) => people.secondFactors.accept(siti.id, code)
const isWanted = async () => (await people.accounts.find({ id: siti.id }))?.secondFactor

/** RFC 6238, appendix B (SHA-1), to six digits. */
it.each([
  { seconds: 59, code: '287082' },
  { seconds: 1_111_111_109, code: '081804' },
  { seconds: 1_111_111_111, code: '050471' },
  { seconds: 1_234_567_890, code: '005924' },
  { seconds: 2_000_000_000, code: '279037' },
  { seconds: 20_000_000_000, code: '353130' },
])('takes the code $code of RFC 6238 at $seconds s', async ({ seconds, code }) => {
  const secret = Secret.fromUTF8('12345678901234567890')
  expect(TOTP.generate({ secret, timestamp: seconds * 1_000 })).toBe(code)
})

it('wants a code once its secret was confirmed by one, and not before', async () => {
  const enrolment = await people.secondFactors.begin(siti)
  const { secret, uri } = enrolment as Exclude<typeof enrolment, 'stands'>
  expect(secret).toMatch(/^[A-Z2-7]{32}$/)
  expect(URI.parse(uri)).toMatchObject({
    issuer: 'Jernih',
    label: 'siti',
    ...{ algorithm: 'SHA1', digits: 6, period: 30 },
  })
  expect(uri).toContain(`secret=${secret}`)
  expect(await people.secondFactors.confirm(siti.id, '000000')).toBe('wrong')
  expect([await isWanted(), await accept(codeAt(secret))]).toEqual([false, false])
  expect(await people.secondFactors.confirm(siti.id, codeAt(secret))).toHaveLength(10)
  expect(await isWanted()).toBe(true)
  expect(await people.secondFactors.confirm(siti.id, codeAt(secret))).toBe('not begun')
  expect(await people.secondFactors.begin(siti)).toBe('stands')
})

it('replaces a secret that nobody confirmed', async () => {
  const first = await begin()
  const second = await begin()
  expect(await people.secondFactors.confirm(siti.id, codeAt(first))).toBe('wrong')
  expect(await people.secondFactors.confirm(siti.id, codeAt(second))).toHaveLength(10)
})

describe('R10: a code', () => {
  it.each([
    { story: 'of two steps ago', steps: -2, good: false },
    { story: 'of the step before', steps: -1, good: true },
    { story: 'of now', steps: 0, good: true },
    { story: 'of the step to come', steps: 1, good: true },
    { story: 'of two steps ahead', steps: 2, good: false },
  ])('$story: $good', async ({ steps, good }) => {
    const { secret } = await enrol()
    now += 10 * stepMs
    expect(await accept(codeAt(secret, now + steps * stepMs))).toBe(good)
  })

  it('is accepted once, even where two ask at once, and none before it after it', async () => {
    const { secret } = await enrol()
    expect(await accept(codeAt(secret))).toBe(false)
    now += 2 * stepMs
    const code = codeAt(secret)
    expect((await Promise.all([accept(code), accept(code)])).sort()).toEqual([false, true])
    expect(await accept(codeAt(secret, now - stepMs))).toBe(false)
    await people.close()
    people = await open()
    expect(await accept(code)).toBe(false)
    expect(await accept(codeAt(secret, now + stepMs))).toBe(true)
  })
})

it('R10: takes each recovery code once, however it is typed, after a restart too', async () => {
  const { recoveryCodes } = await enrol()
  expect(new Set(recoveryCodes).size).toBe(10)
  const [first = '', second = ''] = recoveryCodes
  expect(first).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/)
  expect([await accept(first), await accept(first)]).toEqual([true, false])
  await people.close()
  people = await open()
  expect(await accept(first)).toBe(false)
  expect(await accept(` ${second.toLowerCase().replaceAll('-', ' ')} `)).toBe(true)
})

it('keeps recovery codes as hashes, in files that their owner alone may read', async () => {
  const { recoveryCodes } = await enrol()
  const files = ['access.db', 'access.db-wal', 'access.db-shm'].map((name) => join(directory, name))
  for (const file of files) expect((await stat(file)).mode & 0o777, file).toBe(0o600)
  const text = (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('')
  for (const code of recoveryCodes) expect(text).not.toContain(code.replaceAll('-', ''))
})

it('is gone with its recovery codes once it is removed, or its person is', async () => {
  const { secret, recoveryCodes } = await enrol()
  expect([await people.secondFactors.remove(siti.id), await people.secondFactors.remove(siti.id)]).toEqual([
    true,
    false,
  ])
  now += stepMs
  expect([await isWanted(), await accept(codeAt(secret)), await accept(recoveryCodes[0] ?? '')]).toEqual([
    false,
    false,
    false,
  ])
  const again = await enrol()
  expect(await accept(recoveryCodes[0] ?? '')).toBe(false)
  await people.accounts.remove(siti.id)
  expect(await accept(again.recoveryCodes[0] ?? '')).toBe(false)
})
