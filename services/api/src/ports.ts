import type {
  Alarm,
  AlarmKind,
  AlarmStanding,
  Flag,
  Instant,
  Latest,
  LifeState,
  Parameter,
  PointId,
  Role,
  SiteId,
  Transition,
} from '@jernih/domain'
import type { Offset } from '@jernih/journal'

/** What the alarm list can be asked for. `active` includes acknowledged ones; `cursor` is the `next` of the page before. */
export interface AlarmQuery {
  status?: 'active' | 'unacknowledged' | 'acknowledged' | 'shelved' | 'cleared'
  state?: LifeState
  site?: SiteId
  point?: PointId
  kind?: AlarmKind
  /** Episodes that overlap `[from, to)`. */
  from?: Instant
  to?: Instant
  /** Looks like `1795486392000_mojokerto-batik.outlet.cod-limit-high.7`. */
  cursor?: string
  limit: number
}

/** Newest first. */
export interface AlarmPage {
  alarms: Alarm[]
  next: string | null
}

/** One step of the watch: what the entries below `offset` changed since the step before. */
export interface WatchStep {
  offset: Offset
  /** The newest reading of each series that got one; made when it is first asked for, which is while the step is told. */
  latest(): readonly Latest[]
  alarms: readonly { alarm: Alarm; transition: Transition }[]
}

/** What the api asks of the watch. */
export interface WatchPort {
  latest(): readonly Latest[]
  list(query: AlarmQuery): Promise<AlarmPage>
  get(id: string): Promise<{ alarm: Alarm; transitions: Transition[] } | null>
  /** The alarm of that id, or of that episode's; null where no site's file has it. */
  standing(id: string): AlarmStanding | null
  /** The alarms that are shelved, suppressed by design or out of service, with an episode or without. */
  withheld(): readonly AlarmStanding[]
  /** Resolves once every entry below `offset` has had its effect on `list` and `get`. */
  reached(offset: Offset): Promise<void>
  /** Answers how to stop listening. */
  onStep(listener: (step: WatchStep) => void): () => void
}

/** A device's account, without its password. */
export interface Device {
  id: string
  site: SiteId
  point: PointId
  username: string
  createdAt: Instant
  /** What it sends is made up, by a virtual plant. */
  simulated: boolean
  /** Comes in with it instead of the password, over TLS. */
  certificate: DeviceCertificate | null
}

/** A client certificate (X.509) that stands for a device. */
export interface DeviceCertificate {
  /** SHA-256 of its DER, as OpenSSL prints it: `AB:CD:…`. */
  fingerprint: string
  /** On one line; may be empty. */
  subject: string
  notAfter: Instant
}

/** A code that a device redeems for an account of its own, without the code. */
export interface Claim {
  id: string
  site: SiteId
  point: PointId
  createdAt: Instant
  createdBy: string
  /** Good for nothing from then on. */
  endsAt: Instant
  /** Null while nobody has. `arrived`: the account has been used. */
  redeemed: { device: string; at: Instant; arrived: boolean } | null
}

/** Rejects where the accounts' disk fails it: nothing was done then. */
export interface ClaimsPort {
  /** The code is told here and never again. */
  create(claim: Pick<Claim, 'site' | 'point' | 'createdBy' | 'endsAt'>): Promise<Claim & { code: string }>
  /** Oldest first. */
  list(): Promise<Claim[]>
  /** Ends a code that nobody has redeemed, and an account that nobody has used; `used`: somebody has. */
  revoke(id: string): Promise<'revoked' | 'used' | 'unknown'>
  /** Null, whatever is wrong with the code. The password is told here and never again. */
  redeem(code: string): Promise<{ claim: string; account: Device & { password: string } } | null>
}

/** A port of the embedded broker. */
export interface BrokerPort {
  scheme: 'mqtt' | 'mqtts' | 'ws' | 'wss'
  port: number
}

/**
 * What the api asks of the gateway; null where devices have their accounts on the user's own broker. Rejects where the accounts'
 * disk fails it: nothing was done then.
 */
export interface DevicesPort {
  readonly claims: ClaimsPort
  /** The password is told here and never again. */
  create(device: { site: SiteId; point: PointId; simulated: boolean }): Promise<Device & { password: string }>
  list(): Promise<Device[]>
  get(id: string): Promise<Device | null>
  /** Another password, told here and never again; ends the device's connection. Null where there is no such device. */
  rotate(id: string): Promise<(Device & { password: string }) | null>
  /**
   * This certificate in place of the one before, if any; that one is good for nothing from then on, and the connection ends. Nothing is
   * done where it is another device's (`taken`) or there is no such device (`unknown`).
   */
  bindCertificate(
    id: string,
    certificate: DeviceCertificate,
  ): Promise<'bound' | 'unchanged' | 'replaced' | 'taken' | 'unknown'>
  /** Also ends the device's connection. False where it has no certificate. */
  unbindCertificate(id: string): Promise<boolean>
  /** Also ends the device's connection. False where there is no such device. */
  remove(id: string): Promise<boolean>
}

/** Somebody with an account, without the password. */
export interface Person {
  id: string
  /** As it stands in the journal's acts and the audit log; never changes. */
  username: string
  name: string
  role: Role
  createdAt: Instant
  /** Whether a code is wanted beside the password. */
  secondFactor: boolean
}

/** What the api asks of whoever keeps people's accounts. Rejects where their disk fails it: nothing was done then. */
export interface AccountsPort {
  create(person: Pick<Person, 'username' | 'name' | 'role'> & { password: string }): Promise<Person | 'taken'>
  /** Oldest first. */
  list(): Promise<Person[]>
  find(by: { id: string } | { username: string }): Promise<Person | null>
  /** Null where there is no such person. */
  change(id: string, to: { name?: string; role?: Role; password?: string }): Promise<Person | null>
  /** False where there is no such person. */
  remove(id: string): Promise<boolean>
  /** Whose these are; takes as long where nobody has that name. `busy`: so many wait that this one is not looked at. */
  verify(username: string, password: string): Promise<Person | 'busy' | null>
}

/** What the api asks of whoever checks the codes beside passwords (TOTP). Rejects where the disk fails it: nothing was done then. */
export interface SecondFactorsPort {
  /** A new secret, told here and never again; it counts once it is confirmed. `stands`: there is a confirmed one. */
  begin(person: Person): Promise<{ secret: string; uri: string } | 'stands'>
  /** Takes the secret up, with the first code made of it; answers the recovery codes, told here and never again. */
  confirm(person: string, code: string): Promise<string[] | 'wrong' | 'not begun'>
  /** Whether this code is good; it is spent then. */
  accept(person: string, code: string): Promise<boolean>
  /** False where there is none. */
  remove(person: string): Promise<boolean>
}

/** A program's way in, without its secret. */
export interface ApiToken {
  id: string
  name: string
  role: Role
  /** Null: every site. */
  site: SiteId | null
  createdAt: Instant
  createdBy: string
  /** Refused from then on. */
  expiresAt: Instant
  lastUsedAt: Instant | null
}

/** What the api asks of whoever keeps the tokens. Rejects where their disk fails it: nothing was done then. */
export interface TokensPort {
  /** The token itself is told here and never again. */
  create(
    token: Pick<ApiToken, 'name' | 'role' | 'site' | 'createdBy' | 'expiresAt'>,
  ): Promise<ApiToken & { token: string }>
  /** Oldest first, with those that have ended. */
  list(): ApiToken[]
  /** The one that this secret opens, which counts as a use; null where there is none or it has ended. */
  find(secret: string): ApiToken | null
  /** Whether it is still good. */
  stands(id: string): boolean
  /** Good for nothing from then on. False where there is no such token. */
  revoke(id: string): Promise<boolean>
}

/** What somebody did, or was refused. */
export interface AuditDraft {
  /** Null: nobody whom we know. */
  by: string | null
  role: Role | null
  /** `POST /api/v1/devices`; never holds a secret. */
  act: string
  /** What it was done to or what it made, where the act alone does not say. */
  about: string | null
  address: string
  /** Of the HTTP answer. */
  status: number
}

/** What the api asks of the audit log, from which nothing can be taken away. */
export interface AuditPort {
  /** Resolves once it is on disk. */
  write(draft: AuditDraft): Promise<void>
  /** Newest first, with ids below `before`. */
  read(page: { before?: number; limit: number }): Promise<(AuditDraft & { id: number; at: Instant })[]>
}

/** An accepted reading that the store would not take, with what it said. */
export interface QuarantinedReading {
  id: number
  site: SiteId
  point: PointId
  parameter: Parameter
  at: Instant
  value: number
  flag: Flag
  received: Instant
  offset: Offset
  reason: string
}

/** What the api asks of the historian. */
export interface HistorianPort {
  /**
   * Readings, counted. `quarantined` ones were refused by the store and stay in `pending`. `holes`: where a damaged file of the journal
   * lost entries, each with the readings that were lost with it; negative where more were stored than the journal still counted.
   */
  stored(): Promise<{
    stored: number
    cursor: Offset
    quarantined: number
    holes: readonly { lost: number }[]
  }>
  /** Newest first, with ids below `before`. */
  quarantined(page: { before?: number; limit: number }): Promise<QuarantinedReading[]>
  /** Hands what is in quarantine to the store again. Rejects with StoreUnavailable. */
  release(): Promise<{ stored: number; refused: number }>
}

/** How a way to people does. */
export interface ChannelState {
  channel: string
  /** Null while it works, as far as is known. */
  failing: { since: Instant; reason: string } | null
  lastError: { at: Instant; reason: string } | null
  /** Messages that wait, and when the oldest of them was made. */
  pending: number
  oldest: Instant | null
  /** Refused for good, and no longer worth telling. */
  failed: number
  expired: number
}

/** What the api asks of the herald. */
export interface HeraldPort {
  channels(): Promise<ChannelState[]>
  /** Those that fail; asks no disk. */
  failing(): { channel: string; since: Instant }[]
}

/** What the api asks of the way to the user's own broker. */
export interface GatewayPort {
  health(): { connected: true } | { connected: false; reason: string }
}

/** The screen. */
export interface PagePort {
  /** The file that is served at this path; null where there is none. */
  file(path: string): Promise<{ type: string; body: Uint8Array<ArrayBuffer> } | null>
}
