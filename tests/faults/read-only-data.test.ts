import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { type BufferingDevice, startBufferingDevice } from './buffering-device.ts'
import { onePoint } from './one-point.ts'
import { mayMount, mountExt4, mountTmpfs } from './small-disk.ts'
import { expectStored } from './stored-readings.ts'

describe.skipIf(!mayMount('a station on a read-only disk'))('a station on a read-only disk', () => {
  it.each([
    { token: 'that was given', environment: {} },
    { token: 'of its own', environment: { JERNIH_ADMIN_TOKEN: '' } },
  ])('does not start, and names the setting: with a token $token', async ({ environment }) => {
    await using disk = await mountTmpfs(24)
    const options = {
      sites: onePoint,
      environment: { ...environment, JERNIH_DATA_DIR: join(disk.directory, 'data') },
    }
    const refusal = (call: string) =>
      new RegExp(
        `ended with 1:\nJERNIH_DATA_DIR \\S+ cannot be used: EROFS: read-only file system, ${call} '\\S+'\\.\n$`,
      )
    await disk.remount('ro')
    await expect(startStationProcess(options)).rejects.toThrow(refusal('mkdir'))
    await disk.remount('rw')
    const directory = options.environment.JERNIH_DATA_DIR
    const station = await startStationProcess({
      sites: onePoint,
      environment: { JERNIH_DATA_DIR: directory },
    })
    expect(await station.stop()).toBe(0)
    await disk.remount('ro')
    await expect(startStationProcess(options)).rejects.toThrow(refusal('access'))
  })
})

describe.skipIf(!mayMount('a station whose disk refuses'))('a station whose disk refuses', () => {
  it('R6: acknowledges nothing while no file may be written, says why, and goes on by itself', async () => {
    await using disk = await mountExt4(32)
    const data = join(disk.directory, 'data')
    await using ends = new AsyncDisposableStack()
    const { station, device } = await begin(data, ends)
    await sendUntilAcknowledged(device, 20)

    const files = (await readdir(data, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('-shm'))
      .map((entry) => join(entry.parentPath, entry.name))
    ends.defer(() => disk.setImmutable(files, false).catch(() => {}))
    await disk.setImmutable(files, true)
    await sendAndBeRefused(station, device)

    await disk.setImmutable(files, false)
    await expect.poll(() => device.acknowledged.size, { timeout: 15_000 }).toBe(device.sent.size)
    await expect.poll(async () => (await station.request('/readyz')).ok).toBe(true)
    await expectStored(station, 'fault', 'outlet', device.sent)
    expect(await station.stop()).toBe(0)
  }, 30_000)

  it('R2: what was acknowledged is on a disk that broke down and let nothing more through', async () => {
    await using disk = await mountExt4(32)
    const data = join(disk.directory, 'data')
    await using ends = new AsyncDisposableStack()
    const { station, device } = await begin(data, ends)
    await sendUntilAcknowledged(device, 500)

    await disk.breakDown()
    await sendAndBeRefused(station, device)
    await device.close()
    expect(await station.stop()).toBe(0)
    await disk.repair()
    const mended = await startStationProcess({ sites: onePoint, environment: { JERNIH_DATA_DIR: data } })
    ends.defer(async () => void (await mended.stop('SIGKILL')))
    await expectStored(mended, 'fault', 'outlet', device.acknowledged)
    expect(await mended.stop()).toBe(0)
  }, 30_000)
})

async function begin(data: string, ends: AsyncDisposableStack) {
  const station = await startStationProcess({ sites: onePoint, environment: { JERNIH_DATA_DIR: data } })
  ends.defer(async () => void (await station.stop('SIGKILL')))
  const account = await station.device('fault', 'outlet')
  const device = await startBufferingDevice({ port: station.mqttPort, account })
  ends.defer(device.close)
  return { station, device }
}

async function sendUntilAcknowledged(device: BufferingDevice, count: number): Promise<void> {
  for (let n = 0; n < count; n++) device.send()
  await expect.poll(() => device.acknowledged.size, { timeout: 10_000 }).toBe(count)
}

async function sendAndBeRefused(station: StationProcess, device: BufferingDevice): Promise<void> {
  const before = device.acknowledged.size
  for (let n = 0; n < 20; n++) device.send()
  await expect.poll(device.refusals, { timeout: 10_000 }).toBeGreaterThan(3)
  expect(device.acknowledged.size).toBe(before)
  expect(await (await station.request('/readyz')).json()).toMatchObject({
    ready: false,
    reasons: [expect.stringMatching(/^The journal cannot be written: /)],
  })
}
