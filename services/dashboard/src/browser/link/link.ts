import { batch } from '@preact/signals'
import { api, ask } from './api.ts'
import { mark, sinceMs } from './clock.ts'
import * as live from './live.ts'
import { readSession, session } from './session.ts'
import type { Alarm, Heartbeat, Latest, Snapshot, Transition } from './wire.ts'

/** After so long without an event the connection is made anew, whatever the browser thinks of it. */
const reopenMs = 8_000
const retryMs = 2_000
/** The sites are read again this often, since a limit may come into force without a change of any file. */
const readSitesMs = 60_000

/** Keeps the event stream open and what `live` knows up to date; answers how to stop, which forgets the readings where nobody is signed in any more. */
export function openLink(): () => void {
  let source: EventSource | null = null
  let opened = mark()
  let stopped = false
  /** Where the stream was when it broke off: it goes on from there, with what was missed. */
  let lastEventId = ''

  const heard = (serverTime?: string) => {
    const at = mark()
    live.lastHeard.value = at
    live.wasAway.value = false
    if (serverTime) live.serverTime.value = { at: Date.parse(serverTime), heard: at }
  }

  function on<Data>(event: string, listener: (data: Data) => void): void {
    source?.addEventListener(event, (message) => {
      const { data, lastEventId: id } = message as MessageEvent<string>
      if (id) lastEventId = id
      batch(() => listener(JSON.parse(data) as Data))
    })
  }

  function open() {
    source?.close()
    opened = mark()
    source = new EventSource(`/api/v1/stream${lastEventId ? `?after=${lastEventId}` : ''}`)
    on<Snapshot>('snapshot', ({ serverTime, simulated, reason, latest, alarms }) => {
      heard(serverTime)
      live.simulated.value = simulated
      live.replaceLatest(latest)
      live.alarms.value = new Map(alarms.map((alarm) => [alarm.id, alarm]))
      // The first time they have been asked for already.
      if (reason !== 'new' || !live.sites.peek()) void readSites()
    })
    on<Latest[]>('reading', (readings) => {
      heard()
      live.takeLatest(readings)
    })
    on<{ alarm: Alarm; transition: Transition }>('alarm', (told) => {
      heard()
      live.alarms.value = withAlarm(live.alarms.value, told.alarm)
      live.lastTransition.value = told
    })
    on<Heartbeat>('heartbeat', (said) => {
      heard(said.serverTime)
      live.heartbeat.value = said
    })
    source.addEventListener('error', ({ target }) => {
      if ((target as EventSource).readyState === EventSource.CLOSED) void refused()
    })
  }

  /** The browser gave up: for want of credentials, or because the server had no room or does not answer. */
  async function refused() {
    await readSession()
    if (stopped || session.value === null) return
    setTimeout(() => !stopped && open(), retryMs)
  }

  const seen = () => {
    if (document.visibilityState === 'visible') live.wasAway.value = true
  }
  document.addEventListener('visibilitychange', seen)
  const watchdog = setInterval(() => {
    if (Math.min(sinceMs(live.lastHeard.value), sinceMs(opened)) > reopenMs) open()
  }, 1_000)
  const reader = setInterval(readSites, readSitesMs)
  live.lastHeard.value = mark()
  open()
  void readSites()

  return () => {
    stopped = true
    clearInterval(watchdog)
    clearInterval(reader)
    document.removeEventListener('visibilitychange', seen)
    source?.close()
    if (session.peek() === null) live.forgetReadings()
  }
}

/** One that nobody has seen stays after its end. */
function withAlarm(known: ReadonlyMap<string, Alarm>, alarm: Alarm): ReadonlyMap<string, Alarm> {
  const next = new Map(known)
  if (alarm.status === 'active' || alarm.state === 'returned-unacknowledged') next.set(alarm.id, alarm)
  else next.delete(alarm.id)
  return next
}

async function readSites(): Promise<void> {
  const read = await ask(api.api.v1.sites.$get()).catch(() => null)
  if (read && JSON.stringify(read) !== JSON.stringify(live.sites.peek())) live.sites.value = read
}
