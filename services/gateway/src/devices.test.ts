import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PointId, SiteId } from '@jernih/domain'
import { openDatabase, systemClock } from '@jernih/runtime'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Devices, openDevices, TooManyApplicants } from './devices.ts'

const outlet = { site: SiteId.parse('plant'), point: PointId.parse('outlet') }
let directory: string
let devices: Devices

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-devices-'))
  devices = await openDevices({ directory, clock: systemClock })
})
afterEach(async () => {
  await devices.close()
  await rm(directory, { recursive: true })
})

it('R10: knows nobody before someone makes an account', async () => {
  expect(await devices.list()).toEqual([])
  expect(await devices.verify('admin', 'admin')).toBeNull()
  expect(await devices.verify('', '')).toBeNull()
})

it('tells the password once, and keeps only a salted hash of it', async () => {
  const { password, ...device } = await devices.create(outlet)
  expect(Buffer.from(password, 'base64url')).toHaveLength(24)
  expect(await devices.get(device.id)).toEqual(device)
  expect(await devices.list()).toEqual([device])
  await devices.close()
  const files = await Promise.all(
    ['devices.db', 'devices.db-wal'].map((name) => readFile(join(directory, name)).catch(() => '')),
  )
  expect(files.join('')).toContain('scrypt$4096$8$1$')
  expect(files.join('')).not.toContain(password)
})

it('verifies the right password alone, the first time and every time after, and after a restart', async () => {
  const { username, password, ...device } = await devices.create(outlet)
  const other = await devices.create(outlet)
  for (const _ of [1, 2]) {
    expect(await devices.verify(username, password)).toEqual({ ...device, username })
    expect(await devices.verify(username, other.password)).toBeNull()
    expect(await devices.verify(other.username, password)).toBeNull()
  }
  await devices.close()
  devices = await openDevices({ directory, clock: systemClock })
  expect(await devices.verify(username, password)).toEqual({ ...device, username })
})

it('knows the accounts of a virtual plant from real ones, after a restart too', async () => {
  const real = await devices.create(outlet)
  expect([real.simulated, devices.anySimulated()]).toEqual([false, false])
  const { id } = await devices.create({ ...outlet, simulated: true })
  await devices.close()
  devices = await openDevices({ directory, clock: systemClock })
  expect((await devices.get(id))?.simulated).toBe(true)
  expect(devices.anySimulated()).toBe(true)
  await devices.remove(id)
  expect(devices.anySimulated()).toBe(false)
})

it('takes up the accounts of a version that knew no simulated ones and no certificates', async () => {
  const { password, ...device } = await devices.create(outlet)
  await devices.close()
  const database = await openDatabase(
    join(directory, 'devices.db'),
    'ALTER TABLE device DROP COLUMN simulated; DROP TABLE device_certificate',
  )
  await database.close()
  devices = await openDevices({ directory, clock: systemClock })
  expect(await devices.verify(device.username, password)).toEqual(device)
})

it('forgets a removed device, its remembered password too, and says so', async () => {
  const { id, username, password } = await devices.create(outlet)
  await devices.verify(username, password)
  const revoked: unknown[] = []
  devices.onRevoke((...told) => revoked.push(told))
  expect(await devices.remove(id)).toBe(true)
  expect(await devices.remove(id)).toBe(false)
  expect(revoked).toEqual([[id, 'removed']])
  expect(await devices.verify(username, password)).toBeNull()
})

it('gives a device another password, forgets the one before at once, and says so', async () => {
  const { id, username, password } = await devices.create(outlet)
  await devices.verify(username, password)
  const revoked: unknown[] = []
  devices.onRevoke((...told) => revoked.push(told))
  const rotated = await devices.rotate(id)
  expect(rotated).toMatchObject({ id, username })
  expect(revoked).toEqual([[id, 'rotated']])
  expect(await devices.verify(username, password)).toBeNull()
  expect(await devices.verify(username, rotated?.password ?? '')).toMatchObject({ id })
  expect(await devices.rotate('dev-unknown')).toBeNull()
})

it('refuses the old password though it was being checked while the new one came', async () => {
  const { id, username, password } = await devices.create(outlet)
  const rotating = devices.rotate(id)
  const checks = Array.from({ length: 40 }, () => devices.verify(username, password))
  await rotating
  await Promise.all(checks)
  expect(await devices.verify(username, password)).toBeNull()
})

it('R9: lets no more than a thousand passwords wait, and computes nothing for those who are gone', async () => {
  const { username, password, id } = await devices.create(outlet)
  let wanted = true
  const crowd = Array.from({ length: 1_500 }, (_, n) =>
    devices.verify(`stranger-${n}`, 'guess', () => wanted),
  )
  await expect(Promise.all(crowd)).rejects.toThrow(TooManyApplicants)
  wanted = false
  const answers = await Promise.allSettled(crowd)
  expect(answers.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThanOrEqual(1_000)
  expect(await devices.verify(username, password)).toMatchObject({ id })
})
