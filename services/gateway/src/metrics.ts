import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** What the gateway counts; readings are counted as the journal counts them. */
export interface Meters {
  accepted(readings: number): void
  rejected(readings: number): void
  /** Accepted ones whose series has another value at this very time; that one stands. */
  conflicting(readings: number): void
  /** Seconds from a message's receipt until it is on disk and its PUBACK goes out. */
  acknowledged(seconds: number): void
  /** A connection that sent too much is not read for so long. */
  paused(seconds: number): void
  refusedConnection(
    reason: 'credentials' | 'will' | 'sessions' | 'flapping' | 'connections' | 'applicants',
  ): void
}

/** Registers the gateway's metrics; `connected` is asked when they are read. */
export function createMeters(metrics: Registry, connected: () => number): Meters {
  const registers = [metrics]
  const accepted = new Counter({
    name: 'jernih_gateway_readings_accepted_total',
    help: 'Readings that are on disk and were acknowledged',
    registers,
  })
  const rejected = new Counter({
    name: 'jernih_gateway_readings_rejected_total',
    help: 'Readings and messages that were refused; each is kept with its reason',
    registers,
  })
  const conflicting = new Counter({
    name: 'jernih_gateway_readings_conflicting_total',
    help: 'Accepted readings whose series had another value at the same time, which stands',
    registers,
  })
  const puback = new Histogram({
    name: 'jernih_gateway_puback_seconds',
    help: 'From the receipt of a message until it is on disk and its PUBACK goes out',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  })
  const paused = new Counter({
    name: 'jernih_gateway_paused_seconds_total',
    help: 'For how long connections were not read since they sent more than MQTT_MESSAGES_PER_SECOND, summed over them',
    registers,
  })
  const refused = new Counter({
    name: 'jernih_gateway_connections_refused_total',
    help: 'Connections that were refused, by reason',
    labelNames: ['reason'],
    registers,
  })
  new Gauge({
    name: 'jernih_gateway_connected',
    help: 'Device sessions that are open; in client mode 1 while the broker is reached',
    registers,
    collect() {
      this.set(connected())
    },
  })
  return {
    accepted: (readings) => accepted.inc(readings),
    rejected: (readings) => rejected.inc(readings),
    conflicting: (readings) => conflicting.inc(readings),
    acknowledged: (seconds) => puback.observe(seconds),
    paused: (seconds) => paused.inc(seconds),
    refusedConnection: (reason) => refused.inc({ reason }),
  }
}
