import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mqtt from 'mqtt'
import { expect, it } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { onePoint } from './one-point.ts'
import { mayTrace, type SystemCall, traceCalls } from './system-calls.ts'

const [oneByOne, atOnce] = [25, 200]

it.skipIf(!mayTrace('the order of fsync and PUBACK'))(
  'R2: each message is in the journal’s file, and that file fsynced, before its PUBACK is written',
  async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'jernih-fsync-'))
    const station = await startStationProcess({ sites: onePoint })
    const account = await station.device('fault', 'outlet')
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, {
      ...account,
      reconnectPeriod: 0,
    })
    const packetIds: number[] = []
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'publish') packetIds.push(packet.messageId ?? 0)
    })
    const begin = Date.now() - 3_600_000
    const times = Array.from({ length: oneByOne + atOnce }, (_, n) => begin + n)
    const publish = (at: number) =>
      client.publishAsync('ipal/fault/outlet/readings', JSON.stringify({ at, readings: { cod: 96.4 } }), {
        qos: 1,
      })

    const calls = ['read', 'pwrite64', 'fsync', 'fdatasync', 'write', 'writev']
    const trace = await traceCalls(station.pid, calls, join(directory.path, 'trace'))
    for (const at of times.slice(0, oneByOne)) await publish(at)
    await Promise.all(times.slice(oneByOne).map(publish))
    const traced = await trace.stop()
    await client.endAsync()
    expect(await station.stop()).toBe(0)

    expect(packetIds).toHaveLength(times.length)
    const outOfOrder = times.filter((at, n) => !inOrder(stepsOf(traced, String(at), packetIds[n] ?? 0)))
    expect(outOfOrder).toEqual([])
  },
)

/** What was done with the message that has these words in it; undefined what never was. */
function stepsOf(calls: readonly SystemCall[], words: string, packetId: number) {
  const puback = Buffer.of(0x40, 2, packetId >> 8, packetId & 0xff)
  const arrival = calls.find(
    ({ name, target, data }) => name === 'read' && target.startsWith('TCP') && data.includes(words),
  )
  const written = calls.find(
    ({ name, target, data }) =>
      name === 'pwrite64' && target.includes('/data/journal/') && data.includes(words),
  )
  const synced = calls.find(
    ({ name, target, result, began }) =>
      /^f(data)?sync$/.test(name) &&
      result === 0 &&
      written !== undefined &&
      target === written.target &&
      began > written.ended,
  )
  const acknowledged = calls.find(
    ({ name, target, data }) =>
      name.startsWith('write') && target === arrival?.target && data.includes(puback),
  )
  return [arrival, written, synced, acknowledged]
}

/** Each began after the one before it had ended. */
function inOrder(steps: readonly (SystemCall | undefined)[]): boolean {
  return steps.every((step, n) => {
    const before = steps[n - 1]
    return step !== undefined && (before === undefined || before.ended < step.began)
  })
}
