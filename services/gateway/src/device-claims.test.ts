import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PointId, SiteId } from '@jernih/domain'
import { systemClock } from '@jernih/runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Devices, openDevices } from './devices.ts'

const outlet = { site: SiteId.parse('plant'), point: PointId.parse('outlet') }
const hourMs = 3_600_000
let directory: string
let devices: Devices
let aheadMs: number
const clock = { now: () => systemClock.now() + aheadMs }

beforeEach(async () => {
  aheadMs = 0
  directory = await mkdtemp(join(tmpdir(), 'jernih-claims-'))
  devices = await openDevices({ directory, clock })
})
afterEach(async () => {
  await devices.close()
  await rm(directory, { recursive: true })
})

const create = () => devices.claims.create({ ...outlet, createdBy: 'admin', endsAt: clock.now() + hourMs })
const redeem = (code: string) => devices.claims.redeem(code)

async function openAnew(): Promise<void> {
  await devices.close()
  devices = await openDevices({ directory, clock })
}

it('gives a code that opens one account, once, also after a restart', async () => {
  const { code, ...claim } = await create()
  expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){2}[0-9A-HJKMNP-TV-Z]{5}$/)
  await openAnew()
  expect(await devices.claims.list()).toEqual([claim])
  const redeemed = await redeem(code)
  const { username = '', password = '', id } = redeemed?.account ?? {}
  expect(redeemed).toMatchObject({ claim: claim.id, account: outlet })
  expect(await devices.verify(username, password)).toMatchObject({ id, ...outlet })
  expect(await redeem(code)).toBeNull()
  await openAnew()
  expect(await redeem(code)).toBeNull()
  expect(await devices.list()).toHaveLength(1)
})

it('keeps no code, but its hash', async () => {
  const { code } = await create()
  await devices.close()
  const files = await Promise.all(
    ['devices.db', 'devices.db-wal'].map((name) => readFile(join(directory, name)).catch(() => '')),
  )
  expect(files.join('')).toContain('claim-')
  for (const text of [code, code.replaceAll('-', ''), code.slice(0, 5)])
    expect(files.join('')).not.toContain(text)
})

it.each([
  { story: 'in lower case', type: (code: string) => code.toLowerCase() },
  { story: 'without its hyphens', type: (code: string) => code.replaceAll('-', '') },
  { story: 'with blanks', type: (code: string) => ` ${code.replaceAll('-', ' ')} ` },
  {
    story: 'with letters for digits',
    type: (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l'),
  },
])('reads a code $story', async ({ type }) => {
  const codes = await Promise.all(Array.from({ length: 8 }, async () => (await create()).code))
  for (const code of codes) expect(await redeem(type(code))).not.toBeNull()
})

it('answers nothing to a code that is wrong, has ended or was revoked', async () => {
  const { code } = await create()
  expect(await redeem('')).toBeNull()
  expect(await redeem(code.slice(0, -1))).toBeNull()
  const revoked = await create()
  expect(await devices.claims.revoke(revoked.id)).toBe('revoked')
  expect(await devices.claims.revoke(revoked.id)).toBe('unknown')
  expect(await redeem(revoked.code)).toBeNull()
  aheadMs = hourMs
  expect(await redeem(code)).toBeNull()
  expect(await devices.list()).toEqual([])
  // What ended is forgotten with the next.
  const next = await create()
  expect((await devices.claims.list()).map(({ id }) => id)).toEqual([next.id])
})

it('opens one account alone, though many redeem it at once, or somebody revokes it meanwhile', async () => {
  const { code } = await create()
  const all = await Promise.all(Array.from({ length: 20 }, () => redeem(code)))
  expect(all.filter((one) => one !== null)).toHaveLength(1)
  expect(await devices.list()).toHaveLength(1)

  const other = await create()
  const [redeemed, revoked] = await Promise.all([redeem(other.code), devices.claims.revoke(other.id)])
  expect([redeemed, revoked]).toEqual([null, 'revoked'])
  expect(await devices.list()).toHaveLength(1)
})

it('names the account that nobody has used, and ends it with its claim', async () => {
  const { code, id } = await create()
  const { username = '', password = '', id: lost } = (await redeem(code))?.account ?? {}
  await openAnew()
  expect(await devices.claims.list()).toMatchObject([{ id, redeemed: { device: lost, arrived: false } }])
  const revoked: unknown[] = []
  devices.onRevoke((...told) => revoked.push(told))
  expect(await devices.claims.revoke(id)).toBe('revoked')
  expect(revoked).toEqual([[lost, 'removed']])
  expect(await devices.verify(username, password)).toBeNull()
  expect([await devices.list(), await devices.claims.list()]).toEqual([[], []])
})

it('leaves an account alone that has come in, after a restart too, and goes with it', async () => {
  const { code, id } = await create()
  const device = (await redeem(code))?.account.id ?? ''
  devices.claims.noteArrival(device)
  await openAnew()
  expect(await devices.claims.list()).toMatchObject([{ id, redeemed: { device, arrived: true } }])
  expect(await devices.claims.revoke(id)).toBe('used')
  expect(await devices.remove(device)).toBe(true)
  expect(await devices.claims.list()).toEqual([])
})

it('SIGKILL at any moment of redeeming leaves no account that its claim does not name, and no code that is good twice', {
  timeout: 60_000,
}, async () => {
  const kills = 8
  for (let kill = 0; kill < kills; kill++) {
    const { code, id } = await create()
    await devices.close()
    await redeemAndDie(code, Math.random() * 25)
    devices = await openDevices({ directory, clock })
    const claim = (await devices.claims.list()).find((one) => one.id === id)
    const named = claim?.redeemed ? [claim.redeemed.device] : []
    expect((await devices.list()).map((device) => device.id)).toEqual(named)
    expect(claim?.redeemed?.arrived ?? false).toBe(false)
    expect((await redeem(code)) === null).toBe(named.length === 1)
    expect(await devices.claims.revoke(id)).toBe('revoked')
    expect(await devices.list()).toEqual([])
  }
})

/** In a process of its own, which is killed `afterMs` after it began to redeem. */
async function redeemAndDie(code: string, afterMs: number): Promise<void> {
  const script = fileURLToPath(import.meta.resolve('./testing/redeem-claim.ts'))
  const child = spawn(process.execPath, [script, directory, code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  await once(child.stdout, 'data')
  await wait(afterMs)
  child.kill('SIGKILL')
  expect(await gone).toEqual([null, 'SIGKILL'])
}
