import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Alarm,
  type AlarmStanding,
  alarmIdOf,
  type Latest,
  type Role,
  type SiteId,
  type Transition,
} from '@jernih/domain'
import { type Journal, type Offset, openJournal } from '@jernih/journal'
import { createLog, createScope, systemClock } from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { openSqliteStore } from '@jernih/store'
import { hc } from 'hono/client'
import { Registry } from 'prom-client'
import { type App, createApp } from './app.ts'
import type { ApiDeps } from './deps.ts'
import { openInside } from './inside.ts'
import type { LogbookPort } from './logbook-port.ts'
import type { Device, DevicesPort, HistorianPort, WatchPort, WatchStep } from './ports.ts'
import { scriptClaims } from './test-claims.ts'
import { scriptAudit, scriptPeople, scriptPushSubscriptions, scriptTokens } from './test-people.ts'

export const adminToken = 'a-token-for-tests-of-32-characters-or-more'
export const bearer = { authorization: `Bearer ${adminToken}` }
export { alarm, outlet, raised, reading, site } from './test-facts.ts'

/** A watch that is told what to say; people's acts it takes from the journal, as the real one does. */
export interface ScriptedWatch extends WatchPort {
  step(step: Partial<Omit<WatchStep, 'latest'>> & { latest?: readonly Latest[] }): void
}

/** The api on a real journal, a real store and the real sites' files; what the other services do is scripted. */
export async function openParts(given: Partial<ApiDeps> = {}) {
  const log = createLog('silent')
  const scope = createScope(log)
  const directory = await mkdtemp(join(tmpdir(), 'jernih-api-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
  const sitesFolder = fileURLToPath(new URL('../../../sites', import.meta.url))
  const sites = scope.add(await openSites({ directory: sitesFolder, log }))
  const journal = scope.add(await openJournal({ directory, log, consumers: ['historian', 'watch'] }))
  const store = scope.add(await openSqliteStore({ directory }))
  const watch = scriptWatch(journal)
  scope.add(watch)
  const deps: ApiDeps = {
    clock: systemClock,
    log,
    sites,
    journal,
    consumers: ['historian', 'watch'],
    store,
    watch,
    overview: { overview: async () => [], coverage: () => [] },
    devices: scriptDevices(),
    brokerPorts: [
      { scheme: 'mqtts', port: 8883 },
      { scheme: 'mqtt', port: 1883 },
      { scheme: 'ws', port: 9001 },
    ],
    ...scriptPeople(),
    tokens: scriptTokens(given.clock ?? systemClock),
    audit: scriptAudit(),
    historian: scriptHistorian(),
    alarmHealth: { report: async () => 'busy' },
    pointStates: { pointStandings: () => [] },
    logbook: emptyLogbook,
    rehearsals: { rehearse: async () => 'busy' },
    herald: { channels: async () => [], failing: () => [] },
    telling: { test: async () => [] },
    push: { key: 'a-key', complaints: () => [] },
    pushSubscriptions: scriptPushSubscriptions(),
    metrics: new Registry(),
    page: {
      file: async (path) =>
        path === '/'
          ? { type: 'text/html; charset=utf-8', body: new TextEncoder().encode('<h1>Jernih</h1>') }
          : null,
    },
    adminToken,
    signInCode: null,
    simulated: () => false,
    ...given,
  }
  const inside = openInside(deps)
  const hub = scope.add(inside.hub)
  const app = createApp(deps, inside)
  return {
    app,
    deps,
    hub,
    watch,
    journal,
    store,
    /** The typed client, as the administrator. */
    client: hc<App>('http://localhost', {
      fetch: async (input: string | Request | URL, init?: RequestInit) => app.request(input, init),
      headers: bearer,
    }),
    /** Asks as the administrator. */
    ask: (path: string, init: RequestInit = {}) =>
      app.request(path, { ...init, headers: { ...bearer, ...init.headers } }),
    /** The headers of a token with this role. */
    async as(given: { role: Role; site?: SiteId | null; name?: string }) {
      const expiresAt = deps.clock.now() + 3_600_000
      const { token } = await deps.tokens.create({
        ...{ name: given.role, site: null, createdBy: 'admin', expiresAt },
        ...given,
      })
      return { authorization: `Bearer ${token}` }
    },
    close: () => scope.close(),
  }
}

export const emptyLogbook: LogbookPort = {
  reached: async () => undefined,
  sample: async () => null,
  samples: async () => ({ items: [], next: null }),
  clothEntry: async () => null,
  cloth: async () => [],
  words: async () => [],
}

function scriptWatch(journal: Journal): ScriptedWatch & { close(): void } {
  const latest = new Map<string, Latest>()
  const alarms = new Map<string, { alarm: Alarm; transitions: Transition[] }>()
  const listeners = new Set<(step: WatchStep) => void>()
  const closing = new AbortController()
  let passed: Offset = 0
  void followActs()

  async function followActs() {
    for await (const entries of journal.follow(0, closing.signal)) {
      for (const entry of entries) {
        const known = entry.kind === 'act' ? alarms.get(entry.alarm) : undefined
        if (!known || entry.kind !== 'act') continue
        const act = { at: entry.receivedAt, by: entry.by, note: entry.note }
        if (entry.act === 'acknowledge') known.alarm = { ...known.alarm, acknowledgement: act }
        if (entry.act === 'shelve') known.alarm = { ...known.alarm, shelving: { ...act, until: entry.until } }
        if (entry.act === 'unshelve') known.alarm = { ...known.alarm, shelving: null }
        if (entry.act === 'out-of-service') known.alarm = { ...known.alarm, outOfService: act }
        if (entry.act === 'return-to-service') known.alarm = { ...known.alarm, outOfService: null }
        tell({ offset: entry.offset + 1, latest: () => [], alarms: [] })
      }
      passed = (entries.at(-1)?.offset ?? passed) + 1
    }
  }

  function tell(step: WatchStep) {
    for (const listener of listeners) listener(step)
  }

  return {
    step({ offset = journal.head(), latest: readings = [], alarms: changes = [] }) {
      for (const reading of readings)
        latest.set(`${reading.site}/${reading.point}/${reading.parameter}`, reading)
      for (const { alarm, transition } of changes) {
        alarms.set(alarm.id, {
          alarm,
          transitions: [...(alarms.get(alarm.id)?.transitions ?? []), transition],
        })
      }
      tell({ offset, latest: () => readings, alarms: changes })
    },
    latest: () => [...latest.values()],
    async list({ status, state, site, point, limit, cursor }) {
      const all = [...alarms.values()]
        .map(({ alarm }) => alarm)
        .filter((alarm) => (!status || alarm.status === status) && (!site || alarm.site === site))
        .filter((alarm) => (!state || alarm.state === state) && (!point || alarm.point === point))
      const start = Number.parseInt(cursor ?? '0', 10)
      const next = start + limit < all.length ? `${start + limit}_on` : null
      return { alarms: all.slice(start, start + limit), next }
    },
    get: async (id) => alarms.get(id) ?? null,
    standing(id) {
      const found = alarms.get(id)
      return found ? standingOf(found.alarm) : null
    },
    withheld: () =>
      [...alarms.values()]
        .filter(({ alarm }) => alarm.shelving ?? alarm.outOfService)
        .map(({ alarm }) => standingOf(alarm)),
    async reached(offset) {
      while (passed < offset && !closing.signal.aborted) await new Promise((resolve) => setImmediate(resolve))
    },
    onStep(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: () => closing.abort(),
  }
}

function standingOf(alarm: Alarm): AlarmStanding {
  const { id, site, point, parameter, kind, priority, state, shelving, suppression, outOfService } = alarm
  return {
    ...{ site, point, parameter, kind, priority, state, shelving, suppression, outOfService },
    id: alarmIdOf(id),
    episode: alarm.status === 'active' ? id : null,
  }
}

function scriptDevices(): DevicesPort {
  const devices = new Map<string, Device>()
  const create: DevicesPort['create'] = async ({ site, point, simulated }) => {
    const id = `${site}-${point}-${devices.size + 1}`
    const device = { id, site, point, username: id, createdAt: Date.now(), simulated, certificate: null }
    devices.set(id, device)
    return { ...device, password: 'told-once' }
  }
  return {
    claims: scriptClaims(create),
    create,
    list: async () => [...devices.values()],
    get: async (id) => devices.get(id) ?? null,
    async rotate(id) {
      const device = devices.get(id)
      return device ? { ...device, password: 'told-once-more' } : null
    },
    async bindCertificate(id, certificate) {
      const device = devices.get(id)
      if (!device) return 'unknown'
      const holder = [...devices.values()].find(
        (one) => one.certificate?.fingerprint === certificate.fingerprint,
      )
      if (holder) return holder === device ? 'unchanged' : 'taken'
      devices.set(id, { ...device, certificate })
      return device.certificate ? 'replaced' : 'bound'
    },
    async unbindCertificate(id) {
      const device = devices.get(id)
      if (!device?.certificate) return false
      devices.set(id, { ...device, certificate: null })
      return true
    },
    remove: async (id) => devices.delete(id),
  }
}

/** A historian that has stored nothing yet, where it is not told otherwise. */
export function scriptHistorian(given: Partial<HistorianPort> = {}): HistorianPort {
  return {
    stored: async () => ({ stored: 0, cursor: 0, quarantined: 0, holes: [] }),
    quarantined: async () => [],
    release: async () => ({ stored: 0, refused: 0 }),
    ...given,
  }
}
