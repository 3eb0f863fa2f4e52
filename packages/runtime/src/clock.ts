/** Where a service reads the time: passed in, so that a test can hold it. Decisions take their time from the data instead. */
export interface Clock {
  /** Unix time in milliseconds. */
  now(): number
}

export const systemClock: Clock = { now: Date.now }
