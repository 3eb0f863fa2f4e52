/** What one device may ask of us; every bound is per message, session, device or gateway, as its name says. */
export interface GatewayLimits {
  /** Bytes of a CONNECT: names, password and will. */
  connectBytes: number
  /** Bytes of one payload. A longer one is refused while it streams in, and only its beginning is kept. */
  payloadBytes: number
  /** Readings, or array elements, that one message may carry. */
  readingsPerMessage: number
  /** A time further ahead of receipt than this is refused, in ms. */
  aheadMs: number
  topicLevels: number
  /** MQTT packets of one connection, ten seconds' worth at once; the rest is left unread until its turn. */
  packetsPerSecond: number
  connections: number
  sessionsPerDevice: number
  /** Of one device; a device that connects more often is refused for {@link banMs}. */
  connectsPerMinute: number
  banMs: number
  subscriptionsPerSession: number
  /** QoS 2 messages that await their PUBREL, per session. */
  inflightInbound: number
  /** Bytes that a session may leave unread beyond the buffers of its socket; it is ended by the first message after them. */
  unreadBytes: number
  /** How long a session may leave what we send it unread. */
  drainTimeoutMs: number
  connectTimeoutMs: number
  /** A session that says nothing for so long is ended, whatever keepalive it asked for. */
  idleTimeoutMs: number
}

export const defaultLimits: Readonly<GatewayLimits> = {
  connectBytes: 16 * 1024,
  payloadBytes: 256 * 1024,
  readingsPerMessage: 10_000,
  aheadMs: 3_600_000,
  topicLevels: 16,
  // A day of one message a second, sent again, takes three minutes.
  packetsPerSecond: 500,
  connections: 10_000,
  sessionsPerDevice: 8,
  // Twice what a logger needs that connects anew for each reading of one a second.
  connectsPerMinute: 120,
  banMs: 60_000,
  subscriptionsPerSession: 32,
  inflightInbound: 100,
  unreadBytes: 4 * 1024 * 1024,
  drainTimeoutMs: 10_000,
  connectTimeoutMs: 10_000,
  idleTimeoutMs: 3_600_000,
}

/** Bytes that are kept of a payload which is too long to keep. */
export const keptBytes = 1_024
