import { mark, sinceMs } from './clock.ts'
import { seriesKey, state } from './state.ts'
import type { Alarm, Heartbeat, Latest, Snapshot, Transition } from './wire.ts'

/** After so long without an event the connection is made anew, whatever the browser thinks of it. */
const reopenMs = 8_000
const retryMs = 2_000

export interface Listener {
  /** Everything may have changed. */
  onSnapshot(): void
  onAlarm(alarm: Alarm, transition: Transition): void
  /** The server wants credentials. */
  onSignedOut(): void
}

/** Keeps the event stream open and `state` up to date; answers how to stop. */
export function openLink(listener: Listener): () => void {
  let source: EventSource | null = null
  let opened = mark()
  let stopped = false

  const heard = (serverTime?: string) => {
    state.lastHeard = mark()
    state.wasAway = false
    if (serverTime) state.serverTime = { at: Date.parse(serverTime), heard: state.lastHeard }
  }

  function open() {
    source?.close()
    opened = mark()
    source = new EventSource('/api/v1/stream')
    on<Snapshot>(source, 'snapshot', ({ serverTime, simulated, latest, alarms }) => {
      heard(serverTime)
      state.simulated = simulated
      state.latest = new Map(latest.map((reading) => [seriesKey(reading), reading]))
      state.alarms = new Map(alarms.map((alarm) => [alarm.id, alarm]))
      listener.onSnapshot()
    })
    on<Latest[]>(source, 'reading', (readings) => {
      heard()
      for (const reading of readings) state.latest.set(seriesKey(reading), reading)
    })
    on<{ alarm: Alarm; transition: Transition }>(source, 'alarm', ({ alarm, transition }) => {
      heard()
      // One that nobody has seen stays after its end.
      if (alarm.status === 'active' || alarm.state === 'returned-unacknowledged')
        state.alarms.set(alarm.id, alarm)
      else state.alarms.delete(alarm.id)
      listener.onAlarm(alarm, transition)
    })
    on<Heartbeat>(source, 'heartbeat', ({ serverTime, reasons, warnings }) => {
      heard(serverTime)
      state.reasons = reasons
      state.warnings = warnings
    })
    source.addEventListener('error', ({ target }) => {
      if ((target as EventSource).readyState === EventSource.CLOSED) void refused()
    })
  }

  /** The browser gave up: for want of credentials, or because the server had no room. */
  async function refused() {
    const answer = await fetch('/session').catch(() => null)
    if (stopped) return
    if (answer?.status === 401) return listener.onSignedOut()
    setTimeout(() => !stopped && open(), retryMs)
  }

  const watchdog = setInterval(() => {
    if (Math.min(sinceMs(state.lastHeard), sinceMs(opened)) > reopenMs) open()
  }, 1_000)
  open()

  return () => {
    stopped = true
    clearInterval(watchdog)
    source?.close()
  }
}

function on<Data>(source: EventSource, event: string, listener: (data: Data) => void): void {
  source.addEventListener(event, (message) =>
    listener(JSON.parse((message as MessageEvent<string>).data) as Data),
  )
}
