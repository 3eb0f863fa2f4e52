import { generate } from 'mqtt-packet'

/** Where the credentials and the topic of one connection come from. */
export interface LoadClient {
  clientId: string
  username?: string
  password?: string
  topic: string
}

/** An encoded CONNECT with a clean session. */
export function connectPacket({ clientId, username, password }: LoadClient): Buffer {
  return generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 0,
    clientId,
    ...(username === undefined ? {} : { username, password: Buffer.from(password ?? '') }),
  })
}

/** A QoS 1 PUBLISH encoded once, whose packet identifier and time of measurement are patched in place. */
export interface Template {
  bytes: Buffer
  identifierAt: number
  /** Where the 13 digits of `at` (Unix ms) begin. */
  timeAt: number
}

/** The contract's object with three readings; `at` has thirteen digits until the year 2286. */
export function publishTemplate(topic: string, readings: Readonly<Record<string, number>>): Template {
  const payload = JSON.stringify({ at: 1_000_000_000_000, readings })
  const bytes = generate({ cmd: 'publish', topic, payload, qos: 1, messageId: 1, dup: false, retain: false })
  const payloadAt = bytes.length - Buffer.byteLength(payload)
  return { bytes, identifierAt: payloadAt - 2, timeAt: payloadAt + payload.indexOf('1000000000000') }
}

/** Writes one message into `target` at `offset`; answers where it ends. */
export function writeMessage(
  target: Buffer,
  offset: number,
  message: { template: Template; identifier: number; at: number },
): number {
  const { template, identifier, at } = message
  target.set(template.bytes, offset)
  target.writeUInt16BE(identifier, offset + template.identifierAt)
  writeDigits(target, offset + template.timeAt, at)
  return offset + template.bytes.length
}

function writeDigits(target: Buffer, offset: number, at: number): void {
  let rest = at
  for (let place = offset + 12; place >= offset; place--) {
    const tens = Math.floor(rest / 10)
    target[place] = 48 + (rest - tens * 10)
    rest = tens
  }
}
