/** What sounds: alarms of these priorities that stand and that nobody is on. */
export type Loud = 'critical' | 'high'

/** One tone of a burst: begins after `at` seconds, for `length` seconds. */
export interface Pulse {
  at: number
  length: number
  hertz: number
}

/** A burst is repeated after so long, until somebody acts. */
export const repeatMs = 10_000

/** In the manner of IEC 60601-1-8: ten short pulses in two fives for what is gravest, three longer ones for the next. */
export function burstOf(loud: Loud): Pulse[] {
  switch (loud) {
    case 'critical':
      return [0, 0.22, 0.44, 0.84, 1.06, 1.7, 1.92, 2.14, 2.54, 2.76].map((at) => ({
        at,
        length: 0.15,
        hertz: 784,
      }))
    case 'high':
      return [0, 0.4, 0.8].map((at) => ({ at, length: 0.2, hertz: 523 }))
  }
}
