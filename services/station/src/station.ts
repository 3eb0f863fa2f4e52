import { randomBytes } from 'node:crypto'
import { type BrokerPort, startApi } from '@jernih/api'
import { openPage } from '@jernih/dashboard'
import { type Devices, type EmbeddedGateway, type Gateway, openDevices, startGateway } from '@jernih/gateway'
import {
  openChannels,
  openOutbox,
  openPush,
  startHeartbeat,
  startHerald,
  startRetainedAlarms,
  testContact,
} from '@jernih/herald'
import { startHistorian } from '@jernih/historian'
import { openJournal } from '@jernih/journal'
import { startLogbook } from '@jernih/logbook'
import { openPeople } from '@jernih/people'
import {
  type Certificate,
  type Clock,
  createScope,
  type Log,
  type OpenDatabase,
  openCertificate,
  type Scope,
  startDatabaseThread,
} from '@jernih/runtime'
import { openSites } from '@jernih/sites'
import { openStore } from '@jernih/store'
import { openAlarmHealth, openRehearsals, startWatch } from '@jernih/watch'
import { Registry } from 'prom-client'
import { adminToken } from './admin-token.ts'
import { channelsOf, pushOf } from './channels-of.ts'
import { startChronicle } from './chronicle.ts'
import { prepareDirectory } from './data-directory.ts'
import { measureStation } from './measures.ts'
import { recordOf } from './record.ts'
import { startSelfWatch } from './self-watch.ts'
import type { Settings } from './settings.ts'

/** How long the sign-in link that is printed at the start may be used, once. */
const signInMs = 15 * 60_000

/** Who follows the journal: it keeps nothing less than what each of them has yet to see. */
const consumers = ['historian', 'watch', 'logbook']

export interface Station {
  scope: Scope
  httpPort: number
  /** Null where no certificate was given. */
  httpsPort: number | null
  /** Null on the user's own broker. */
  mqttPort: number | null
  /** Null there too, and where no certificate was given. */
  mqttTlsPort: number | null
  /** Signs in whoever opens it first; the path on our HTTP port. */
  signInPath: string
  /** Where the administrator's token was written; null where the settings gave it. */
  tokenFile: string | null
  simulated: boolean
}

/** The whole of Jernih in one process: reading down is the way of a reading. Closing `scope` ends all of it, in reverse. */
export async function startStation({
  settings,
  clock,
  log,
}: {
  settings: Settings
  clock: Clock
  log: Log
}): Promise<Station> {
  const scope = createScope(log)
  try {
    const { simulated, directory, store: storeSettings } = recordOf(settings)
    if (simulated && settings.STORE !== 'sqlite')
      log.warn({ store: settings.STORE }, 'simulated readings are written there')
    for (const each of new Set([settings.JERNIH_DATA_DIR, directory])) await prepareDirectory(each, log)
    const { token, file } = await adminToken(settings.JERNIH_DATA_DIR, settings.JERNIH_ADMIN_TOKEN)
    const metrics = new Registry()
    const databases = scope.add(startDatabaseThread())
    const base = { clock, log, metrics, directory, openDatabase: databases.open }

    const certificate = await openCertificateOf(settings, scope, log)

    const sites = scope.add(await openSites({ directory: settings.JERNIH_SITES_DIR, log }))
    const journal = scope.add(await openJournal({ directory, log, consumers }))
    const store = scope.add(await openStore(storeSettings))
    const historian = scope.add(await startHistorian({ ...base, journal, store }))
    const { pushSubscriptions, ...people } = scope.add(
      await openPeople({ ...base, directory: settings.JERNIH_DATA_DIR }),
    )
    const push = await openPush({ ...pushOf(settings), subscribers: pushSubscriptions, clock })
    const channels = [...(await openChannels(channelsOf(settings), { clock, log })), push.channel]
    const outbox = scope.add(
      await openOutbox({ ...base, sites, channels, subscribers: pushSubscriptions, simulated }),
    )
    const watch = scope.add(await startWatch({ ...base, journal, alongside: outbox.alongside }))
    const logbook = scope.add(await startLogbook({ ...base, journal }))
    const alarmHealth = scope.add(openAlarmHealth({ ...base, watch, sites }))
    const rehearsals = scope.add(openRehearsals({ store: storeSettings }))
    scope.add(await startChronicle({ journal, sites, clock, log }))

    const parts = { ...base, settings, scope, certificate, journal, sites }
    const { gateway, devices, brokerPorts, ...mqtt } = await openGateway(parts)
    scope.add(startRetainedAlarms({ watch, publish: gateway.publish, clock, log }))
    const herald = scope.add(await startHerald({ ...base, outbox, channels, watch, journal, sites }))
    const measures = measureStation({ journal, historian, herald, directory })
    scope.add(startSelfWatch({ measures, journal, watch, sites, clock, log }))
    const { HEARTBEAT_URL: url, HEARTBEAT_SECONDS: everySeconds } = settings
    if (url !== undefined) scope.add(startHeartbeat({ url, everyMs: everySeconds * 1_000, watch, log }))
    const signInCode = { code: randomBytes(16).toString('base64url'), expiresAt: clock.now() + signInMs }
    const api = scope.add(
      await startApi({
        ...base,
        ...{
          sites,
          journal,
          consumers,
          store,
          watch,
          overview: watch,
          devices,
          brokerPorts,
          historian,
          herald,
        },
        ...{ pointStates: watch, logbook },
        ...{ ...people, push, pushSubscriptions, signInCode, alarmHealth, rehearsals },
        telling: { test: (asked) => testContact({ ...asked, channels, clock }) },
        simulated: () => simulated || devices?.anySimulated() === true,
        page: openPage(),
        adminToken: token,
        host: settings.HTTP_HOST,
        port: settings.HTTP_PORT,
        rateLimits: { callsPerMinute: settings.HTTP_CALLS_PER_MINUTE, proxies: settings.HTTP_PROXIES ?? [] },
        tls: certificate && { port: settings.HTTPS_PORT, certificate },
      }),
    )
    if (simulated) {
      const url = settings.MQTT_URL ?? `mqtt://127.0.0.1:${mqtt.mqttPort}`
      const { startVirtualPlants } = await import('./virtual-plants.ts')
      scope.add(await startVirtualPlants({ url, directory, sites, devices, clock, log }))
    }
    return {
      scope,
      httpPort: api.port,
      httpsPort: api.tlsPort,
      ...mqtt,
      signInPath: `/sign-in/${signInCode.code}`,
      tokenFile: file,
      simulated,
    }
  } catch (error) {
    await scope.close()
    throw error
  }
}

type GatewayParts = Omit<Parameters<typeof startGateway>[0], 'devices' | 'host' | 'port'> & {
  settings: Settings
  scope: Scope
  certificate: Certificate | null
  directory: string
  openDatabase: OpenDatabase
}

/** The embedded broker with accounts of its own, or the broker that the user already has, where the accounts are its own affair. */
async function openGateway(parts: GatewayParts): Promise<{
  gateway: Gateway
  devices: Devices | null
  brokerPorts: BrokerPort[]
  mqttPort: number | null
  mqttTlsPort: number | null
}> {
  const { settings, scope, certificate } = parts
  if (settings.MQTT_URL !== undefined) {
    const { startGatewayClient } = await import('@jernih/gateway/client')
    const gateway = scope.add(await startGatewayClient({ ...parts, url: settings.MQTT_URL }))
    return { gateway, devices: null, brokerPorts: [], mqttPort: null, mqttTlsPort: null }
  }
  const { MQTT_WS_PORT: webSocketPort } = settings
  const devices = scope.add(await openDevices(parts))
  const gateway = scope.add(
    await startGateway({
      ...parts,
      devices,
      host: settings.MQTT_HOST,
      port: settings.MQTT_PORT,
      limits: {
        connectsPerMinute: settings.MQTT_CONNECTS_PER_MINUTE,
        packetsPerSecond: settings.MQTT_MESSAGES_PER_SECOND,
      },
      tls: certificate && { port: settings.MQTT_TLS_PORT, certificate },
      webSocket: webSocketPort === undefined ? null : { port: webSocketPort, certificate },
    }),
  )
  return {
    ...{ gateway, devices, mqttPort: gateway.port, mqttTlsPort: gateway.tlsPort },
    brokerPorts: portsOf(gateway, certificate !== null),
  }
}

/** The safest first. */
function portsOf({ port, tlsPort, webSocketPort }: EmbeddedGateway, byTls: boolean): BrokerPort[] {
  const ports = [
    { scheme: 'mqtts', port: tlsPort },
    { scheme: byTls ? 'wss' : 'ws', port: webSocketPort },
    { scheme: 'mqtt', port },
  ] as const
  return ports.flatMap(({ scheme, port }) => (port === null ? [] : [{ scheme, port }]))
}

async function openCertificateOf(settings: Settings, scope: Scope, log: Log): Promise<Certificate | null> {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = settings
  if (certFile === undefined || keyFile === undefined) return null
  return scope.add(await openCertificate({ certFile, keyFile, log }))
}
