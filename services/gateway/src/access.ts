import { type DeviceTopic, type PointKey, topics } from '@jernih/domain'

/** Who may publish on a topic, and who is handed what comes on it. A device is one with an account at the topic's own point. */
interface Decision {
  publish: 'device' | 'station'
  hear: 'device' | 'nobody'
}

/**
 * The decision on every topic of the contract, by its name there. What {@link DeviceTopic} knows is for a device to say, and nothing else
 * is: a message on any other topic, or of another point, is kept as refused. Whatever is not in here is open to nobody.
 */
export const access = {
  // Readings are in the journal, and are asked for over HTTP.
  readings: { publish: 'device', hear: 'nobody' },
  reading: { publish: 'device', hear: 'nobody' },
  state: { publish: 'device', hear: 'device' },
  status: { publish: 'device', hear: 'device' },
  alarm: { publish: 'station', hear: 'device' },
} as const satisfies Record<DeviceTopic['kind'], Decision & { publish: 'device' }> &
  Record<Exclude<keyof typeof topics, DeviceTopic['kind']>, Decision & { publish: 'station' }>

/** `ipal/{site}/{point}/`: every topic on which a device of this point publishes, every filter and every will of it, begins so. */
export function topicPrefix({ site, point }: PointKey): string {
  return topics.state(site, point).slice(0, -'state'.length)
}
