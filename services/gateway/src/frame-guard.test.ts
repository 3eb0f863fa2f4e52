import { Duplex, PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutPayload, guardFrames } from './frame-guard.ts'

const most = 300
const generous = {
  ...{
    connectBytes: Number.POSITIVE_INFINITY,
    maxPacketBytes: most,
    packetsPerSecond: 1_000_000,
    drainTimeoutMs: 10_000,
  },
  onPause: () => {},
}

/** What the parser gets to read of `bytes`, as they come in pieces. */
function pass(pieces: readonly Buffer[]): { read: Buffer; goodbye: boolean; error: Error | null } {
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  stream.on('error', () => undefined)
  const frames = guardFrames(stream, generous)
  const read: Buffer[] = []
  for (const piece of pieces) {
    stream.push(piece)
    const chunk: Buffer | null = stream.read()
    if (chunk) read.push(chunk)
  }
  return { read: Buffer.concat(read), goodbye: frames.saidGoodbye(), error: stream.errored }
}

/** A PUBLISH at QoS 1 with message id 7. */
function publish(payload: Buffer, topic = 'ipal/plant/outlet/readings'): Buffer {
  const head = Buffer.concat([Buffer.of(0, topic.length), Buffer.from(topic), Buffer.of(0, 7)])
  const length = head.length + payload.length
  const digits = [length % 128, Math.floor(length / 128) % 128, Math.floor(length / 16_384)]
  const used = digits.slice(0, length < 128 ? 1 : length < 16_384 ? 2 : 3)
  const header = used.map((digit, index) => (index < used.length - 1 ? digit | 128 : digit))
  return Buffer.concat([Buffer.of(0x32, ...header), head, payload])
}

function split(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

it('passes packets on untouched, however they are cut into pieces', () => {
  const packets = fc.array(fc.uint8Array({ maxLength: 200 }).map((payload) => publish(Buffer.from(payload))))
  fc.assert(
    fc.property(packets, fc.array(fc.nat()), (sent, cuts) => {
      const bytes = Buffer.concat(sent)
      expect(pass(split(bytes, cuts)).read.equals(bytes)).toBe(true)
    }),
  )
})

it('R11: one read takes all that has come, in however many buffers, so that no packet stands still', () => {
  const stream = new PassThrough()
  guardFrames(stream, generous)
  const packet = publish(Buffer.from('7.12'))
  for (const byte of packet) stream.push(Buffer.of(byte))
  expect(stream.read()).toEqual(packet)
  expect(stream.read()).toBe(null)
})

it('R9: puts a short note in the place of a long payload, and loses none of the packets around it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 301, max: 40_000 }), fc.array(fc.nat()), (length, cuts) => {
      const [before, after] = [publish(Buffer.from('1')), publish(Buffer.from('2'))]
      const { read } = pass(split(Buffer.concat([before, publish(Buffer.alloc(length, 'x')), after]), cuts))
      expect(read.subarray(0, before.length).equals(before)).toBe(true)
      expect(read.subarray(-after.length).equals(after)).toBe(true)
      const note = read.subarray(before.length, -after.length)
      const payloadAt = note.indexOf('readings') + 'readings'.length + 2
      expect(note.readUInt16BE(payloadAt - 2)).toBe(7)
      const cut = cutPayload(note.subarray(payloadAt))
      expect(cut?.length).toBe(length)
      expect(cut?.beginning.toString()).toBe('x'.repeat(Math.min(length, 1_024)))
    }),
  )
})

it('R9: leaves in the socket what comes too fast, however often it pauses, and passes it on at its pace', async () => {
  const [packet, perSecond] = [publish(Buffer.from('7.12')), 100]
  let sent = 0
  const flood = new Duplex({
    read() {
      sent += 2_000
      this.push(Buffer.concat(Array(2_000).fill(packet)))
    },
  })
  guardFrames(flood, { ...generous, packetsPerSecond: perSecond })
  let read = 0
  flood.on('readable', () => {
    const bytes: Buffer | null = flood.read()
    read += (bytes?.length ?? 0) / packet.length
  })
  const began = performance.now()
  await expect.poll(() => read, { timeout: 5_000, interval: 5 }).toBeGreaterThan(1_100)
  const seconds = (performance.now() - began) / 1_000
  expect(read).toBeLessThanOrEqual(10 * perSecond + seconds * perSecond + 1)
  expect(read).toBeGreaterThan(0.5 * seconds * perSecond)
  expect(sent).toBeLessThan(10_000)
  flood.destroy()
})

it('takes no payload for a note that the guard did not write', () => {
  expect(cutPayload(Buffer.alloc(100, 0xff))).toBeNull()
  expect(cutPayload(Buffer.of())).toBeNull()
})

it('ends a connection whose CONNECT or SUBSCRIBE is too long, or whose length never ends', () => {
  expect(pass([Buffer.of(0x10, 0xff, 0xff, 0x7f)]).error?.message).toMatch(/expected at most 300/)
  expect(pass([Buffer.of(0x82, 0xff, 0xff, 0x7f)]).error?.message).toMatch(/expected at most 300/)
  expect(pass([Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff)]).error?.message).toMatch(/malformed packet length/)
})

it('passes nothing on that came after a packet which ended the connection', () => {
  const after = Array(2_000).fill(publish(Buffer.from('7.12')))
  const { read, error } = pass([Buffer.concat([Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff), ...after])])
  expect(error?.message).toMatch(/malformed/)
  expect(read).toHaveLength(0)
})

it('knows whether the device said goodbye', () => {
  expect(pass([publish(Buffer.of(0xe0, 0)), Buffer.of(0xe0, 0)]).goodbye).toBe(true)
  expect(pass([publish(Buffer.of(0xe0, 0))]).goodbye).toBe(false)
})
