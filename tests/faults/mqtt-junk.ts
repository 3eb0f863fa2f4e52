import fc from 'fast-check'
import { generate, type Packet, parser } from 'mqtt-packet'

/** One connection's worth of bytes. */
export interface JunkStream {
  /** What comes first: nothing, or a CONNECT that lets it in, in the same breath as the rest or with a wait for its CONNACK. */
  entry: 'stranger' | 'hasty' | 'patient'
  protocolVersion: 3 | 4
  clientId: string
  /** Whole packets, in any order; then one that is malformed; then more of either kind. */
  packets: Buffer[]
  /** How many bytes go in one write. */
  writeBytes: number
}

/** Streams of a device of this point that each hold at least one packet which no reading of MQTT 3.1 to 5 allows. */
export function junkStreams(point: string): fc.Arbitrary<JunkStream> {
  const valid = packet(point).map(({ bytes }) => bytes)
  const malformed = fc
    .oneof(
      { arbitrary: mutated(packet(point)), weight: 6 },
      { arbitrary: declaredLength, weight: 1 },
      { arbitrary: fc.uint8Array({ minLength: 1, maxLength: 60 }).map(toBuffer), weight: 1 },
    )
    .filter(isMalformed)
  return fc.record({
    entry: fc.constantFrom('stranger', 'hasty', 'patient'),
    protocolVersion: fc.constantFrom(3, 4),
    clientId: fc.constantFrom('fuzz', 'another', 'é', '__proto__'),
    packets: fc
      .tuple(
        fc.array(valid, { maxLength: 3 }),
        malformed,
        fc.array(fc.oneof(valid, malformed), { maxLength: 2 }),
      )
      .map(([before, wrong, after]) => [...before, wrong, ...after]),
    writeBytes: fc.constantFrom(1, 7, 65_536, 65_536, 65_536),
  })
}

/** Whether a reader of MQTT, as a server of this version or of 5, finds anything but one whole packet. */
function isMalformed(bytes: Buffer): boolean {
  return [4, 5].every((protocolVersion) => {
    const reader = parser({ protocolVersion })
    let found = 0
    let failed = false
    reader.on('packet', () => found++)
    reader.on('error', () => {
      failed = true
    })
    try {
      return reader.parse(bytes) > 0 || failed || found !== 1
    } catch {
      return true
    }
  })
}

interface Whole {
  bytes: Buffer
}

const id = fc.integer({ min: 1, max: 65_535 })
const qos = fc.constantFrom(0, 1, 2)

/** Packets that `mqtt-packet` writes: all of MQTT, in and out of place, with the properties of MQTT 5 or without. */
function packet(point: string): fc.Arbitrary<Whole> {
  const topic = fc.oneof(
    fc
      .constantFrom('readings', 'readings/ph', 'state', 'status', 'alarms/x', '')
      .map((end) => `${point}/${end}`),
    fc.constantFrom('a', '/', '$SYS/x', '__proto__', `${point}/${'x/'.repeat(20)}x`, 'é\u0000\ufffe'),
    fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
  )
  const filter = fc.oneof(topic, fc.constantFrom('#', '+', `${point}/#`, `${point}/+/x`, 'a/#/b', '##'))
  const payload = fc.oneof(
    fc.constantFrom('', '7.1', '{"at":1,"readings":{"ph":7}}', '[{"n":"ph","v":7}]', 'online', '[[[[[[['),
    fc.string({ maxLength: 40 }),
  )
  const properties = fc.option(
    fc.record(
      {
        messageExpiryInterval: fc.nat(),
        topicAlias: id,
        contentType: fc.string({ maxLength: 10 }),
        userProperties: fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), {
          maxKeys: 2,
        }),
      },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  )
  const will = fc.option(fc.record({ topic, payload: payload.map(Buffer.from), qos, retain: fc.boolean() }), {
    nil: undefined,
  })
  const packets = fc.oneof(
    fc.record({
      cmd: fc.constant('connect'),
      protocolId: fc.constantFrom('MQTT', 'MQIsdp'),
      protocolVersion: fc.constantFrom(3, 4, 5),
      clientId: fc.string({ maxLength: 30, minLength: 1 }),
      clean: fc.boolean(),
      keepalive: fc.nat(65_535),
      username: fc.option(fc.string({ maxLength: 8 }), { nil: undefined }),
      will,
    }),
    fc.record({
      cmd: fc.constant('publish'),
      topic,
      payload,
      qos,
      retain: fc.boolean(),
      dup: fc.constant(false),
      messageId: id,
      properties,
    }),
    fc.record({
      cmd: fc.constant('subscribe'),
      messageId: id,
      subscriptions: fc.array(fc.record({ topic: filter, qos }), { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      cmd: fc.constant('unsubscribe'),
      messageId: id,
      unsubscriptions: fc.array(filter, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ cmd: fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp', 'unsuback'), messageId: id }),
    fc.record({ cmd: fc.constantFrom('pingreq', 'pingresp', 'disconnect') }),
    fc.record({ cmd: fc.constant('connack'), returnCode: fc.nat(5), sessionPresent: fc.boolean() }),
    fc.record({
      cmd: fc.constant('suback'),
      messageId: id,
      granted: fc.array(qos, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({ cmd: fc.constant('auth'), reasonCode: fc.constant(0) }),
  )
  return fc
    .tuple(packets, fc.constantFrom(4, 4, 4, 5))
    .map(([whole, protocolVersion]) => write(whole, protocolVersion))
}

function write(whole: object, protocolVersion: number): Whole {
  try {
    return { bytes: generate(whole as Packet, { protocolVersion } as Parameters<typeof generate>[1]) }
  } catch {
    // The library would not write it: an empty topic, for one. A ping stands in.
    return { bytes: Buffer.of(0xc0, 0) }
  }
}

/** The ways in which a line, or a hand, spoils a packet. */
function mutated(wholes: fc.Arbitrary<Whole>): fc.Arbitrary<Buffer> {
  const place = fc.nat(200)
  const byte = fc.nat(255)
  return fc.oneof(
    fc.tuple(wholes, place).map(([{ bytes }, end]) => bytes.subarray(0, 1 + (end % bytes.length))),
    fc
      .tuple(wholes, fc.array(fc.tuple(place, fc.nat(7)), { minLength: 1, maxLength: 4 }))
      .map(([{ bytes }, flips]) =>
        spoil(
          bytes,
          flips.map(([at, bit]) => [at, (old) => old ^ (1 << bit)]),
        ),
      ),
    // A remaining length that is not the packet's, a level of the protocol that there is not, bytes that are no UTF-8.
    fc.tuple(wholes, byte).map(([{ bytes }, length]) => spoil(bytes, [[1, () => length]])),
    fc.tuple(wholes, byte).map(([{ bytes }, level]) => spoil(bytes, [[8, () => level]])),
    fc.tuple(wholes, place).map(([{ bytes }, at]) =>
      spoil(bytes, [
        [at, () => 0xff],
        [at + 1, () => 0xfe],
      ]),
    ),
    fc
      .tuple(wholes, place, fc.uint8Array({ minLength: 1, maxLength: 8 }))
      .map(([{ bytes }, at, more]) =>
        Buffer.concat([bytes.subarray(0, at % bytes.length), more, bytes.subarray(at % bytes.length)]),
      ),
    fc.tuple(wholes, byte).map(([{ bytes }, first]) => spoil(bytes, [[0, () => first]])),
  )
}

/** A header that promises up to 256 MB, or whose length never ends, and a few bytes. */
const declaredLength = fc
  .tuple(
    fc.nat(255),
    fc.constantFrom(
      [0xff, 0xff, 0xff, 0x7f],
      [0xff, 0xff, 0xff, 0xff],
      [0x80, 0x80, 0x80, 0x80],
      [0xff, 0xff, 0x7f],
    ),
    fc.uint8Array({ maxLength: 40 }),
  )
  .map(([first, length, rest]) => Buffer.from([first, ...length, ...rest]))

function spoil(bytes: Buffer, changes: readonly (readonly [number, (old: number) => number])[]): Buffer {
  const spoiled = Buffer.from(bytes)
  for (const [place, change] of changes) {
    const at = place % spoiled.length
    spoiled[at] = change(spoiled[at] ?? 0)
  }
  return spoiled
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes)
}
