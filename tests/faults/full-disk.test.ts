import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { startBufferingDevice } from './buffering-device.ts'
import { onePoint } from './one-point.ts'
import { mayMount, mayMountBtrfs, mountBtrfs, mountTmpfs, type SmallDisk } from './small-disk.ts'
import { expectStored } from './stored-readings.ts'

it.skipIf(!mayMount('a station on a full disk'))(
  'R6: a station on a full disk acknowledges nothing, says why, and goes on by itself once there is room',
  async () => {
    await using disk = await mountTmpfs(24)
    await fillAndFree(disk)
  },
  30_000,
)

it.skipIf(!mayMount('a start on a full disk'))(
  'R6: a station does not start on a full disk, names the setting, and starts once there is room',
  async () => {
    await using disk = await mountTmpfs(24)
    const options = { sites: onePoint, environment: { JERNIH_DATA_DIR: join(disk.directory, 'data') } }
    expect(await (await startStationProcess(options)).stop()).toBe(0)
    while ((await disk.fill()) > 0);
    await expect(startStationProcess(options)).rejects.toThrow(
      /ended with 1:\nJERNIH_DATA_DIR \S+ cannot be used: cannot open the journal in \S+: database or disk is full\.\n$/,
    )
    await disk.free()
    expect(await (await startStationProcess(options)).stop()).toBe(0)
  },
)

it.skipIf(!mayMountBtrfs('a station on a full btrfs'))(
  'R6: a station outlives a full btrfs, which copies what is written to mapped memory',
  async () => {
    await using disk = await mountBtrfs(120)
    await fillAndFree(disk)
  },
  60_000,
)

async function fillAndFree(disk: SmallDisk): Promise<void> {
  await using ends = new AsyncDisposableStack()
  const station = await startStationProcess({ directory: disk.directory, sites: onePoint })
  ends.defer(async () => void (await station.stop('SIGKILL')))
  const account = await station.device('fault', 'outlet')
  const device = await startBufferingDevice({ port: station.mqttPort, account })
  ends.defer(device.close)
  const isReady = async () => (await station.request('/readyz')).ok

  for (let n = 0; n < 20; n++) device.send()
  await expect.poll(() => device.acknowledged.size).toBe(20)

  const stillTook = async () => {
    device.send()
    return (await disk.fill()) > 0 || (await isReady())
  }
  await expect.poll(stillTook, { timeout: 10_000 }).toBe(false)
  const [before, refusalsBefore] = [device.acknowledged.size, device.refusals()]
  for (let n = 0; n < 20; n++) device.send()
  await expect.poll(() => device.refusals() - refusalsBefore, { timeout: 10_000 }).toBeGreaterThan(3)
  expect(device.acknowledged.size).toBe(before)
  expect(await (await station.request('/readyz')).json()).toMatchObject({
    ready: false,
    reasons: [expect.stringMatching(/^The journal cannot be written: .*full/)],
  })
  expect((await station.request('/healthz')).status).toBe(200)

  await disk.free()
  await expect.poll(() => device.acknowledged.size, { timeout: 15_000 }).toBe(device.sent.size)
  await expect.poll(isReady).toBe(true)
  await expectStored(station, 'fault', 'outlet', device.sent)
  expect(await station.stop()).toBe(0)
}
