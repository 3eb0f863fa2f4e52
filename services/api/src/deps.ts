import type { Journal } from '@jernih/journal'
import type { Clock, Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import type { ReadingStore } from '@jernih/store'
import type { Registry } from 'prom-client'
import type { AlarmHealthPort } from './alarm-health-port.ts'
import type { TellingPort } from './contacts-port.ts'
import type { LogbookPort, PointStatesPort } from './logbook-port.ts'
import type { OverviewPort } from './overview-port.ts'
import type {
  AccountsPort,
  AuditPort,
  BrokerPort,
  DevicesPort,
  GatewayPort,
  HeraldPort,
  HistorianPort,
  PagePort,
  SecondFactorsPort,
  TokensPort,
  WatchPort,
} from './ports.ts'
import type { PushPort, PushSubscriptionsPort } from './push-port.ts'
import type { RateLimits } from './rate-limits.ts'
import type { RehearsalPort } from './rehearsal-port.ts'
import type { SignInCode } from './sessions.ts'

/** What the api stands on. */
export interface ApiDeps {
  clock: Clock
  log: Log
  sites: Sites
  journal: Journal
  /** The journal's consumers by name, whose lag the metrics tell. */
  consumers: readonly string[]
  store: ReadingStore
  watch: WatchPort
  pointStates: PointStatesPort
  logbook: LogbookPort
  overview: OverviewPort
  alarmHealth: AlarmHealthPort
  rehearsals: RehearsalPort
  devices: DevicesPort | null
  /** Where devices reach the embedded broker, the safest first. */
  brokerPorts: readonly BrokerPort[]
  accounts: AccountsPort
  secondFactors: SecondFactorsPort
  tokens: TokensPort
  audit: AuditPort
  /** The user's own broker; none where the embedded one serves. */
  gateway?: GatewayPort | null
  historian: HistorianPort
  herald: HeraldPort
  telling: TellingPort
  push: PushPort
  pushSubscriptions: PushSubscriptionsPort
  /** Each service adds its own metrics; `/metrics` tells them all. */
  metrics: Registry
  page: PagePort
  /** At least 32 characters. */
  adminToken: string
  signInCode: SignInCode | null
  /** What is not given is as usual. */
  rateLimits?: Partial<RateLimits>
  /** Whether a virtual plant sends readings too: whoever looks is told so. */
  simulated(): boolean
}
