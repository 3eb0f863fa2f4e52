import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StationProcess } from '../station/station-process.ts'

/** 0 to 1, from a seed, so that a run can be had again. */
export type Random = () => number

/** Something that happens to a running station, and that it must come out of by itself. */
export type Fault = (station: StationProcess, random: Random) => Promise<void>

/** The faults that a process outlives, by name. */
export const faults: Readonly<Record<string, Fault>> = {
  'stands still (SIGSTOP)': async ({ pid }, random) => {
    process.kill(pid, 'SIGSTOP')
    await sleep(500 + random() * 4_500)
    process.kill(pid, 'SIGCONT')
  },
  'junk on the MQTT port': async ({ mqttPort }, random) => {
    for (let count = 0; count < 50; count++) await send(mqttPort, junk(random))
  },
  'junk on the HTTP port': async ({ httpUrl }, random) => {
    for (let count = 0; count < 50; count++) await send(Number(new URL(httpUrl).port), junk(random))
  },
  'two hundred connections at once, dropped': async ({ mqttPort }) => {
    await Promise.all(Array.from({ length: 200 }, () => send(mqttPort, Buffer.of(0x10, 12, 0, 4))))
  },
  'a stream that nobody reads': async (station) => {
    const leave = new AbortController()
    await station.request('/api/v1/stream', { signal: leave.signal })
    await sleep(5_000)
    leave.abort()
  },
}

function junk(random: Random): Buffer {
  return Buffer.from(Array.from({ length: 1 + Math.floor(random() * 2_000) }, () => random() * 256))
}

/** Sends the bytes and goes, whatever comes back; resolves once the connection is gone. */
function send(port: number, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    socket.setTimeout(200, () => socket.destroy())
    socket.on('data', () => undefined)
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}
