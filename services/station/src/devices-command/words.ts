import { topics } from '@jernih/domain'
import type { Outcome } from './run-command.ts'
import type { Claim, DeviceAccount, NewAccount, NewClaim } from './station-client.ts'

export const usage = `pnpm devices list                    akun yang ada · the accounts there are
pnpm devices create <site>/<point>   akun baru untuk satu titik · a new account for a point
pnpm devices rotate <id>             kata sandi baru; yang lama ditolak, sambungannya diputus
                                     another password; the old one is refused, its connection cut
pnpm devices revoke <id>             akun dihapus, sambungannya diputus · the account is gone, its connection cut
                                     atau kode dibatalkan · or a code is good for nothing
pnpm devices claim <site>/<point>    kode sekali pakai, untuk diketik di perangkat · a code to type into a device, good once
                                     --minutes <n>: 1440, paling lama seminggu · a week at most
pnpm devices claims                  kode yang ada · the codes there are
pnpm devices certificate <username> <file.pem>
                                     sertifikat klien di samping kata sandi · a client certificate beside the password
                                     --remove: tanpa sertifikat lagi · none any more

  --url <url>    stasiun yang sedang berjalan · the running station: http://127.0.0.1:HTTP_PORT
  --ca <file>    sertifikat CA Anda sendiri untuk https, PEM · your own CA's certificate for https, PEM
  --json         untuk program · for programs

Token: JERNIH_ADMIN_TOKEN, JERNIH_ADMIN_TOKEN_FILE, JERNIH_DATA_DIR/admin-token
`

/** Where a device reaches the broker, and the station. */
export interface Broker {
  url: string
  host: string
  port: number
  /** Null where the station was not asked over TLS. */
  tlsPort: number | null
}

/** For programs: one line of JSON. */
export function asJson(outcome: Outcome, broker: Broker): string {
  return `${JSON.stringify(facts(outcome, broker))}\n`
}

function facts(outcome: Outcome, broker: Broker) {
  switch (outcome.done) {
    case 'listed':
      return outcome.devices
    case 'claims-listed':
      return outcome.claims
    case 'claimed':
    case 'claim-revoked':
      return outcome.claim
    case 'revoked':
    case 'bound':
    case 'unbound':
      return outcome.device
    case 'created':
    case 'rotated': {
      const { url, ...mqtt } = broker
      return { ...outcome.account, mqtt: { ...mqtt, topic: topicOf(outcome.account) } }
    }
  }
}

/** For people, in Indonesian and English. */
export function asText(outcome: Outcome, broker: Broker): string {
  switch (outcome.done) {
    case 'listed':
      return list(outcome.devices)
    case 'created':
      return entered('Akun perangkat dibuat · The device has an account', outcome.account, broker)
    case 'rotated':
      return entered(
        'Kata sandi diganti, sambungan lama diputus · The password is changed, the old connection cut',
        outcome.account,
        broker,
      )
    case 'revoked': {
      const { id, site, point } = outcome.device
      return `Perangkat ${id} (${site}/${point}) dicabut dan diputus · Device ${id} (${site}/${point}) is revoked and cut off\n`
    }
    case 'claims-listed':
      return claimList(outcome.claims)
    case 'claimed':
      return claimed(outcome.claim, broker)
    case 'claim-revoked':
      return `Kode ${outcome.claim.id} dibatalkan · Code ${outcome.claim.id} is good for nothing\n`
    case 'bound':
      return bound(outcome.device)
    case 'unbound': {
      const { id } = outcome.device
      return `Sertifikat ${id} dilepas, sambungannya diputus · ${id} has no certificate any more, its connection is cut\n`
    }
  }
}

function list(devices: readonly DeviceAccount[]): string {
  if (devices.length === 0) return 'Belum ada perangkat · There are no devices yet\n'
  const rows = devices.map(({ id, site, point, username, createdAt, simulated, certificate }) => [
    ...[id, `${site}/${point}`, username, createdAt, certificate?.notAfter ?? '–'],
    simulated ? 'tiruan · simulated' : '',
  ])
  return columns([
    ['ID', 'Titik · Point', 'MQTT username', 'Dibuat · Created', 'Sertifikat s.d. · Certificate until', ''],
    ...rows,
  ])
}

function claimList(claims: readonly Claim[]): string {
  if (claims.length === 0) return 'Belum ada kode · There are no codes\n'
  const rows = claims.map(({ id, site, point, endsAt, redeemed }) => [
    ...[id, `${site}/${point}`, endsAt, redeemed?.device ?? '–'],
    redeemed && !redeemed.arrived ? 'belum pernah tersambung · never connected' : '',
  ])
  return columns([['ID', 'Titik · Point', 'Berakhir · Ends', 'Akun · Account', ''], ...rows])
}

function columns(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  )
  return table
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** What is typed into the device, or done in its place. */
function claimed({ id, site, point, code, endsAt }: NewClaim, { url }: Broker): string {
  const rows = [
    ['Kode · Code', code],
    ['', '(hanya ditampilkan sekali ini · shown this once only)'],
    ['Berakhir · Ends', endsAt],
    ['ID', id],
  ] as const
  const redeem = `curl -H 'content-type: application/json' -d '{"code":"${code}"}' ${url}/api/v1/claims/redeem`
  return entry(`Kode untuk satu perangkat di · A code for one device at ${site}/${point}`, rows, [redeem])
}

function bound({ id, username, certificate }: DeviceAccount): string {
  const rows = [
    ['ID', id],
    ['MQTT username', username],
    ['SHA-256', certificate?.fingerprint ?? '–'],
    ['Berakhir · Ends', certificate?.notAfter ?? '–'],
  ] as const
  return entry('Sertifikat berlaku bagi perangkat ini · The certificate stands for this device', rows)
}

/** What is entered into the logger. */
function entered(title: string, account: NewAccount, { host, port, tlsPort }: Broker): string {
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(host)
  const rows = [
    ['ID', account.id],
    ['MQTT host', isHere ? "alamat komputer ini · this computer's address" : host],
    ['MQTT port', tlsPort === null ? `${port}` : `${tlsPort} (TLS), ${port}`],
    ['MQTT username', account.username],
    ['MQTT password', account.password],
    ['', '(hanya ditampilkan sekali ini · shown this once only)'],
    ['MQTT topic', topicOf(account)],
  ] as const
  return entry(title, rows)
}

function entry(title: string, rows: readonly (readonly [string, string])[], below: string[] = []): string {
  const lines = rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`)
  const paragraphs = [`  ${title}`, lines.join('\n'), ...below.map((line) => `  ${line}`)]
  return `\n${paragraphs.join('\n\n')}\n\n`
}

function topicOf({ site, point }: DeviceAccount): string {
  return topics.readings(site, point)
}
