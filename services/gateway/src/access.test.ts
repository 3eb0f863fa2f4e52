import { connect as connectSocket } from 'node:net'
import { PointId, SiteId, topics } from '@jernih/domain'
import type { IClientOptions, MqttClient } from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { access } from './access.ts'
import { entriesOf, eventually, openTrial, type Trial } from './testing/trial.ts'

const [site, point] = ['plant', 'outlet']
const names = Object.keys(topics) as (keyof typeof topics)[]
/** Each topic of the contract, filled in for the outlet. */
const contract = names.map((name) => {
  const fill = topics[name] as (site: string, point: string, last: string) => string
  return { name, topic: fill(site, point, 'ph') }
})
const words: Partial<Record<keyof typeof topics, string>> = {
  readings: '{"at":1795486392000,"readings":{"ph":7.12}}',
  reading: '7.12',
  state: '{"at":1795486392000,"state":"running"}',
  status: 'online',
}
const wordOf = (name: keyof typeof topics) => words[name] ?? '{}'
const willOf = (topic: string, word: string) =>
  ({ topic, payload: Buffer.from(word), qos: 1, retain: true }) as const

/** Topics that are in no contract. */
const strange =
  `a / ipal ipal/plant ipal/plant/outlet ipal/plant/outlet/ ipal/plant/outlet/commands ipal/plant/outlet/readings/ph/raw
  /ipal/plant/outlet/readings IPAL/plant/outlet/readings ipal/plant/outlet2/state $SYS/x $SYS/broker/new/clients
  $share/all/ipal/plant/outlet/readings`.split(/\s+/)
const ownFilters = 'ipal/plant/outlet/# ipal/plant/outlet/+ ipal/plant/outlet/alarms/+'.split(' ')
/** What reaches beyond the outlet, or is of the broker's own. */
const wideFilters =
  `# + +/# +/+/+/# /# ipal/# ipal/+/outlet/# ipal/plant/# ipal/plant/+/status ipal/plant/+ ipal/plant/outlet
  ipal/plant/outlet2/# $SYS/# $SYS/+/# $SYS/+/new/clients $share/all/# $share/all/ipal/plant/outlet/# $queue/ipal/plant/outlet/#
  $delayed/1/ipal/plant/outlet/state`.split(/\s+/)

let trial: Trial
let ofPoint: IClientOptions
let ofAnother: IClientOptions
let revoked: IClientOptions

beforeEach(async () => {
  trial = await openTrial({ clock: { now: () => 1_795_486_393_000 } })
  const accountAt = async (name: string) => {
    const { id, username, password } = await trial.devices.create({
      site: SiteId.parse(site),
      point: PointId.parse(name),
    })
    return { id, account: { username, password } }
  }
  ofPoint = (await accountAt('outlet')).account
  ofAnother = (await accountAt('inlet')).account
  const gone = await accountAt('outlet')
  await trial.devices.remove(gone.id)
  revoked = gone.account
})
afterEach(() => trial[Symbol.asyncDispose]())

const entries = async () =>
  (await entriesOf(trial.journal)).filter(({ kind }) => !['link', 'site', 'clock'].includes(kind))

/** What the journal keeps of the one message that `send` sends. */
async function keptOf(send: () => unknown): Promise<string> {
  const before = (await entries()).length
  await send()
  await eventually(async () => (await entries()).length).toBe(before + 1)
  return (await entries()).at(-1)?.kind ?? ''
}

async function granted(client: MqttClient, filter: string): Promise<boolean> {
  return client.subscribeAsync(filter, { qos: 1 }).then(
    () => true,
    () => false,
  )
}

describe('R10: no topic without a decision on who may use it', () => {
  it('names every topic of the contract, and no other', () => {
    expect(Object.keys(access)).toEqual(names)
  })

  it('a device of the point may publish what is for it to say, and its will is judged as its word is', async () => {
    const client = await trial.connect(ofPoint)
    for (const { name, topic } of contract) {
      const kept = await keptOf(() => client.publishAsync(topic, wordOf(name), { qos: 1 }))
      expect([name, kept !== 'rejected']).toEqual([name, access[name].publish === 'device'])
      const mortal = await trial.connect({ ...ofPoint, will: willOf(topic, wordOf(name)) })
      expect([name, await keptOf(() => mortal.stream.destroy())]).toEqual([name, kept])
    }
  })

  it('a device of another point may not, nor by its will', async () => {
    const client = await trial.connect(ofAnother)
    for (const { name, topic } of contract) {
      const kept = await keptOf(() => client.publishAsync(topic, wordOf(name), { qos: 1 }))
      expect([name, kept]).toEqual([name, 'rejected'])
      const mortal = trial.connect({ ...ofAnother, will: willOf(topic, wordOf(name)) })
      await expect(mortal, name).rejects.toThrow(/Not authorized/)
    }
  })

  it('outside the contract nobody may publish, nor leave a will', async () => {
    for (const account of [ofPoint, ofAnother]) {
      const client = await trial.connect(account)
      for (const topic of strange) {
        const kept = await keptOf(() => client.publishAsync(topic, 'online', { qos: 1 }))
        expect([topic, kept]).toEqual([topic, 'rejected'])
      }
    }
    for (const topic of strange.filter((name) => !name.startsWith('ipal/plant/outlet/'))) {
      const mortal = trial.connect({ ...ofPoint, will: willOf(topic, 'online') })
      await expect(mortal, topic).rejects.toThrow(/Not authorized/)
    }
  })

  it('a device may subscribe at its own point, and nowhere else by any wildcard', async () => {
    const [inside, outside] = [await trial.connect(ofPoint), await trial.connect(ofAnother)]
    for (const filter of [...ownFilters, ...contract.map(({ topic }) => topic)]) {
      expect([filter, await granted(inside, filter)]).toEqual([filter, true])
      expect([filter, await granted(outside, filter)]).toEqual([filter, false])
    }
    for (const filter of wideFilters) {
      expect([filter, await granted(inside, filter)]).toEqual([filter, false])
      expect([filter, await granted(outside, filter)]).toEqual([filter, false])
    }
    expect([inside.connected, outside.connected]).toEqual([true, true])
  })

  it.each([
    { when: 'while they subscribe', late: false },
    { when: 'later, where they were retained', late: true },
  ])('devices of the point, and no others, hear what is for them to hear, $when', async ({ late }) => {
    const heard = { inside: new Set<string>(), outside: new Set<string>() }
    async function listen() {
      const inside = await trial.connect(ofPoint)
      inside.on('message', (topic) => heard.inside.add(topic))
      const outside = await trial.connect(ofAnother)
      outside.on('message', (topic) => heard.outside.add(topic))
      await inside.subscribeAsync('ipal/plant/outlet/#', { qos: 1 })
      await outside.subscribeAsync('ipal/plant/inlet/#', { qos: 1 })
    }
    if (!late) await listen()
    const speaker = await trial.connect(ofPoint)
    for (const { name, topic } of contract) {
      if (access[name].publish === 'station')
        await trial.gateway.publish(topic, wordOf(name), { retain: true })
      else await speaker.publishAsync(topic, wordOf(name), { qos: 1, retain: true })
    }
    if (late) await listen()
    // The last that either hears: what came before it has been heard.
    await trial.gateway.publish('ipal/plant/outlet/alarms/last', '', { retain: false })
    await trial.gateway.publish('ipal/plant/inlet/alarms/last', '', { retain: false })
    await eventually(() =>
      [heard.inside, heard.outside].map((set) => [...set].some((topic) => topic.endsWith('last'))),
    ).toEqual([true, true])
    const audible = contract.filter(({ name }) => access[name].hear === 'device').map(({ topic }) => topic)
    expect([...heard.inside].sort()).toEqual([...audible, 'ipal/plant/outlet/alarms/last'].sort())
    expect([...heard.outside]).toEqual(['ipal/plant/inlet/alarms/last'])
  })
})

describe('R10: whoever has no account', () => {
  it.each([
    { story: 'without a name', account: () => ({ username: undefined, password: undefined }) as object },
    { story: 'under a name whose account was removed', account: () => revoked },
  ])('is not let in $story', async ({ account }) => {
    await expect(trial.connect(account())).rejects.toThrow(/Bad username or password/)
  })

  it.each([
    { story: 'without a CONNECT', hello: [] },
    { story: 'in the same breath as an anonymous CONNECT', hello: [anonymousConnect()] },
  ])('is heard on no topic and hears none $story', async ({ hello }) => {
    for (const { name, topic } of [...contract, { name: 'status' as const, topic: '#' }]) {
      const socket = connectSocket(trial.gateway.port, '127.0.0.1')
      const answers: Buffer[] = []
      socket.on('data', (bytes: Buffer) => answers.push(bytes)).on('error', () => undefined)
      socket.write(Buffer.concat([...hello, subscribe(topic), publish(topic, wordOf(name))]))
      await eventually(() => socket.closed).toBe(true)
      // At most a CONNACK with its refusal.
      expect(Buffer.concat(answers).toString('hex')).toBe(hello.length > 0 ? '20020004' : '')
    }
    expect(await entries()).toEqual([])
  })
})

/** MQTT 3.1.1 section 3.1: level 4, a clean session, a keepalive of a minute, the client id `x`, and no name. */
function anonymousConnect(): Buffer {
  return packet(0x10, Buffer.concat([text('MQTT'), Buffer.of(4, 2, 0, 60), text('x')]))
}

function subscribe(filter: string): Buffer {
  return packet(0x82, Buffer.concat([Buffer.of(0, 1), text(filter), Buffer.of(1)]))
}

function publish(topic: string, payload: string): Buffer {
  return packet(0x33, Buffer.concat([text(topic), Buffer.of(0, 2), Buffer.from(payload)]))
}

function packet(firstByte: number, body: Buffer): Buffer {
  return Buffer.concat([Buffer.of(firstByte, body.length), body])
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.of(0, value.length), Buffer.from(value)])
}
