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
/** Out of order, every second reading is held back, and so many of them come together in any order. Fresh ones go on coming. */
const shuffleLength = 3
const repeatChance = 0.4

export function createOutbox(topic: string, random: Random): Outbox {
  let waiting: (string | Message)[] = []
  let isNews = false
  let holdsBack = false

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

  /** At every second reading what is newest, or all that is held back once it is enough, in any order; what is no reading as ever. */
  function shuffle(): Message[] {
    const readings = waiting.filter((item) => typeof item === 'string')
    const others = waiting.filter((item) => typeof item !== 'string')
    if (isNews) holdsBack = !holdsBack
    const count = !isNews || holdsBack ? 0 : readings.length < shuffleLength ? 1 : readings.length
    isNews = false
    waiting = readings.slice(0, readings.length - count)
    const order = readings
      .slice(readings.length - count)
      .map((reading) => ({ reading, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank)
    return [...others, ...order.map(({ reading }) => readingsMessage([reading]))]
  }

  return {
    pushReading(reading) {
      waiting.push(reading)
      isNews = true
    },
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
