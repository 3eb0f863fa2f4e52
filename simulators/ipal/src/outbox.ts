import type { Message } from './device.ts'
import type { Random } from './random.ts'

/** What a device has measured and not yet sent. */
export interface Outbox {
  /** One reading message's JSON object. */
  pushReading(reading: string): void
  push(message: Message): void
  drain(how: { limit: number; twice: boolean; shuffled: boolean }): Message[]
  /** Back to the front, as they were. */
  restore(messages: readonly Message[]): void
}

/** Readings that wait together go as arrays of at most this many: a buffered hour at one a minute. */
const arrayLength = 60
/** Readings that a device sending out of order holds back, to send them in any order. */
const shuffleLength = 4
const repeatChance = 0.4

export function createOutbox(topic: string, random: Random): Outbox {
  let waiting: (string | Message)[] = []

  /** Takes the next message off the front: one reading as an object, several as an array. */
  function next(): Message | null {
    const first = waiting[0]
    if (first === undefined) return null
    if (typeof first !== 'string') {
      waiting.shift()
      return first
    }
    const end = waiting.findIndex((item) => typeof item !== 'string')
    const readings = waiting.splice(0, Math.min(arrayLength, end === -1 ? waiting.length : end)) as string[]
    return readingsMessage(readings)
  }

  function readingsMessage(readings: readonly string[]): Message {
    const payload = readings.length === 1 ? (readings[0] ?? '') : `[${readings.join(',')}]`
    return { topic, payload, retain: false, readings: readings.length }
  }

  /** The held readings one by one, in any order; the rest as ever. */
  function shuffle(): Message[] {
    const readings = waiting.filter((item) => typeof item === 'string')
    const others = waiting.filter((item) => typeof item !== 'string')
    if (readings.length < shuffleLength) {
      waiting = readings
      return others
    }
    waiting = []
    const order = readings
      .map((reading) => ({ reading, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank)
    return [...others, ...order.map(({ reading }) => readingsMessage([reading]))]
  }

  return {
    pushReading: (reading) => void waiting.push(reading),
    push: (message) => void waiting.push(message),
    restore: (messages) => void waiting.unshift(...messages),
    drain({ limit, twice, shuffled }) {
      if (waiting.length === 0) return []
      const messages = shuffled ? shuffle() : []
      while (!shuffled && messages.length < limit) {
        const message = next()
        if (message === null) break
        messages.push(message)
        if (twice && random.chance(repeatChance)) messages.push(message)
      }
      return messages
    },
  }
}
