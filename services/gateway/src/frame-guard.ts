import { randomBytes } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { keptBytes } from './limits.ts'
import { createPace } from './pace.ts'
import { watchUnread } from './unread-answers.ts'

/** What is known of a connection's bytes before anything parses them. */
export interface Frames {
  /** Whether the device said DISCONNECT. */
  saidGoodbye(): boolean
}

export interface FrameLimits {
  /** Of the first packet, which comes before it is known whose connection this is. */
  connectBytes: number
  maxPacketBytes: number
  packetsPerSecond: number
  /** The reading pauses for so long. */
  onPause(ms: number): void
  /** How long what we send may stay unread beyond the buffers of the socket. */
  drainTimeoutMs: number
}

/** A payload that was too long: its length, and how it begins. */
export interface CutPayload {
  length: number
  beginning: Buffer
}

const publish = 3
const disconnect = 14
/** Starts the payload of a cut message; nobody outside this process can know it. 0xff begins no UTF-8 text. */
const mark = Buffer.concat([Buffer.of(0xff), randomBytes(16)])

/** A pause is at least so long, in ms: what comes after it shares its commit. */
const shortestPauseMs = 5

/**
 * Bytes taken from the stream at once, as many as its high-water mark. Whenever it holds fewer it asks the socket for more: if a pause had
 * to put back all that there was, more would come with each.
 */
const portionBytes = 65_536

/**
 * Bounds what one connection may cost.
 *
 * - A PUBLISH longer than `maxPacketBytes` never reaches the parser, which would hold all of it. Its bytes are passed over as they stream
 *   in, and in its place goes the same message with a payload that {@link cutPayload} knows, so that it is refused and acknowledged like
 *   any other and the connection lives on. Any other packet so long ends the connection.
 * - A first packet longer than `connectBytes` ends the connection at its head: whoever is not let in yet can have us hold no more.
 * - Of more than `packetsPerSecond`, the rest waits for its turn in the stream and in the sender's own socket. None is lost: the stream
 *   does not end before it.
 * - Whoever does not read our answers is read no further, since each packet may ask for one more, and is let go after `drainTimeoutMs`.
 *   Aedes would read on: it waits for room for what it forwards, and for no PUBACK.
 *
 * Each read takes all that has come and may pass: Node gives one buffer at a time and tells of new bytes only once it has none left, while
 * Aedes reads once and then waits to be told, so that a packet in several buffers would stand still.
 */
export function guardFrames(socket: Duplex, limits: FrameLimits): Frames {
  const { connectBytes, maxPacketBytes } = limits
  const read = socket.read.bind(socket)
  const pace = createPace(limits.packetsPerSecond)
  let paused = false
  const isUnread = watchUnread(socket, limits.drainTimeoutMs, readOn)
  let begun = false
  let goodbye = false
  /** Bytes of the packet's body that are still to come. */
  let rest = 0
  /** The start of a packet whose length is not known yet. */
  let held: Buffer | null = null
  let cut: { firstByte: number; length: number; pieces: Buffer[]; size: number } | null = null

  function guard(fresh: Buffer): Buffer | null {
    const now = performance.now()
    const chunk = held ? Buffer.concat([held, fresh]) : fresh
    held = null
    const out: Buffer[] = []
    let start = 0
    let position = 0
    while (position < chunk.length) {
      if (rest > 0) {
        const end = Math.min(position + rest, chunk.length)
        if (cut) keep(chunk.subarray(position, end))
        rest -= end - position
        position = end
        if (cut) {
          if (rest === 0) out.push(substitute())
          start = position
        }
        continue
      }
      const header = readHeader(chunk, position)
      if (header === 'partial') {
        held = Buffer.from(chunk.subarray(position))
        out.push(chunk.subarray(start, position))
        return join(out)
      }
      if (header === 'malformed') return refuse('malformed packet length')
      if (!begun && header.length > connectBytes) {
        return refuse(`first packet of ${header.length} bytes: expected a CONNECT of at most ${connectBytes}`)
      }
      begun = true
      const waitMs = pace(now)
      if (waitMs > 0) {
        pause(waitMs)
        out.push(chunk.subarray(start, position))
        socket.unshift(chunk.subarray(position))
        return join(out)
      }
      const { type, length, bytes } = header
      if (length > maxPacketBytes) {
        if (type !== publish) return refuse(`packet of ${length} bytes: expected at most ${maxPacketBytes}`)
        out.push(chunk.subarray(start, position))
        cut = { firstByte: chunk[position] ?? 0, length, pieces: [], size: 0 }
        start = position + bytes
      } else if (type === disconnect) goodbye = true
      rest = length
      position += bytes
    }
    if (start === 0) return chunk
    out.push(chunk.subarray(start))
    return join(out)
  }

  function pause(waitMs: number): void {
    const ms = Math.max(shortestPauseMs, Math.ceil(waitMs))
    paused = true
    limits.onPause(ms)
    setTimeout(() => {
      paused = false
      readOn()
    }, ms).unref()
  }

  /** Whoever reads was told already, and found nothing. */
  function readOn(): void {
    socket.emit('readable')
  }

  function keep(piece: Buffer): void {
    if (!cut) return
    const wanted = keptBytes + 2 + 65_535 + 2 - cut.size
    if (wanted <= 0) return
    cut.pieces.push(Buffer.from(piece.subarray(0, wanted)))
    cut.size += Math.min(piece.length, wanted)
  }

  function substitute(): Buffer {
    if (!cut) return Buffer.alloc(0)
    const body = Buffer.concat(cut.pieces)
    const qos = (cut.firstByte >> 1) & 3
    const payloadAt = 2 + body.readUInt16BE(0) + (qos > 0 ? 2 : 0)
    const size = Buffer.alloc(4)
    size.writeUInt32BE(Math.max(0, cut.length - payloadAt))
    const content = Buffer.concat([
      body.subarray(0, payloadAt),
      mark,
      size,
      body.subarray(payloadAt, payloadAt + keptBytes),
    ])
    const packet = Buffer.concat([Buffer.of(cut.firstByte, ...encodeLength(content.length)), content])
    cut = null
    return packet
  }

  function refuse(reason: string): null {
    socket.destroy(new Error(reason))
    return null
  }

  function readPortion(): Buffer | null {
    if (paused || socket.destroyed) return null
    return read(Math.min(socket.readableLength, portionBytes) || undefined)
  }

  socket.read = (size?: number) => {
    if (size === 0) return read(0)
    if (isUnread()) return null
    const pieces: Buffer[] = []
    for (let portion = readPortion(); portion !== null; portion = readPortion()) {
      const piece = guard(portion)
      if (piece) pieces.push(piece)
    }
    return pieces.length > 1 ? Buffer.concat(pieces) : (pieces[0] ?? null)
  }
  return { saidGoodbye: () => goodbye }
}

/** What was cut from a message by {@link guardFrames}; null for every other payload. */
export function cutPayload(payload: Buffer): CutPayload | null {
  if (payload[0] !== mark[0] || payload.length < mark.length + 4) return null
  if (!payload.subarray(0, mark.length).equals(mark)) return null
  return { length: payload.readUInt32BE(mark.length), beginning: payload.subarray(mark.length + 4) }
}

/** MQTT 3.1.1 section 2.2: the packet's type, the length of what follows, and the bytes that said so. */
function readHeader(
  chunk: Buffer,
  position: number,
): { type: number; length: number; bytes: number } | 'partial' | 'malformed' {
  let length = 0
  for (let index = 1; index <= 4; index++) {
    const byte = chunk[position + index]
    if (byte === undefined) return 'partial'
    length += (byte & 127) * 128 ** (index - 1)
    if (byte < 128) return { type: (chunk[position] ?? 0) >> 4, length, bytes: index + 1 }
  }
  return 'malformed'
}

function encodeLength(length: number): number[] {
  const bytes: number[] = []
  let left = length
  do {
    const byte = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? byte | 128 : byte)
  } while (left > 0)
  return bytes
}

function join(pieces: readonly Buffer[]): Buffer | null {
  const whole = Buffer.concat(pieces)
  return whole.length > 0 ? whole : null
}
