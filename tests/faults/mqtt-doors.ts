import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { connect as connectSecurely } from 'node:tls'
import { freePort, makeKeyPair } from '@jernih/runtime/testing'
import { createWebSocketStream, WebSocket } from 'ws'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'

/** One way to the embedded broker. */
export interface MqttDoor {
  name: 'TCP' | 'TLS' | 'WebSocket'
  /** A stream that carries MQTT; it may be written to before it stands. */
  open(): Duplex
}

/** A station that takes MQTT over TCP, over TLS, and over WebSocket with TLS. */
export async function startStationWithDoors(
  environment: Readonly<Record<string, string>>,
): Promise<{ station: StationProcess; doors: MqttDoor[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-doors-'))
  const { certFile, keyFile } = makeKeyPair(directory, 'jernih')
  const [httpsPort, tlsPort, webSocketPort] = [await freePort(), await freePort(), await freePort()]
  const station = await startStationProcess({
    environment: {
      TLS_CERT_FILE: certFile,
      TLS_KEY_FILE: keyFile,
      HTTPS_PORT: String(httpsPort),
      MQTT_TLS_PORT: String(tlsPort),
      MQTT_WS_PORT: String(webSocketPort),
      ...environment,
    },
  })
  const host = '127.0.0.1'
  const ca = await readFile(certFile)
  const url = `wss://${host}:${webSocketPort}/mqtt`
  const doors: MqttDoor[] = [
    { name: 'TCP', open: () => connect({ port: station.mqttPort, host, noDelay: true }) },
    { name: 'TLS', open: () => connectSecurely({ port: tlsPort, host, ca }).setNoDelay() },
    { name: 'WebSocket', open: () => openWebSocket(url, ca) },
  ]
  async function stop(signal?: NodeJS.Signals): Promise<number | null> {
    await rm(directory, { recursive: true, force: true })
    return station.stop(signal)
  }
  return { station: { ...station, stop }, doors }
}

function openWebSocket(url: string, ca: Buffer): Duplex {
  const socket = new WebSocket(url, 'mqtt', { ca })
  const stream = createWebSocketStream(socket)
  // It would wait for ever to finish on a connection that the other side has ended.
  socket.on('close', () => stream.destroy())
  return stream
}
