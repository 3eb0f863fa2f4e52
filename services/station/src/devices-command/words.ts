import { topics } from '@jernih/domain'
import type { Outcome } from './run-command.ts'
import type { DeviceAccount, NewAccount } from './station-client.ts'

export const usage = `pnpm devices list                    akun yang ada · the accounts there are
pnpm devices create <site>/<point>   akun baru untuk satu titik · a new account for a point
pnpm devices rotate <id>             kata sandi baru; yang lama ditolak, sambungannya diputus
                                     another password; the old one is refused, its connection cut
pnpm devices revoke <id>             akun dihapus, sambungannya diputus · the account is gone, its connection cut

  --url <url>    stasiun yang sedang berjalan · the running station: http://127.0.0.1:HTTP_PORT
  --ca <file>    sertifikat CA Anda sendiri untuk https, PEM · your own CA's certificate for https, PEM
  --json         untuk program · for programs

Token: JERNIH_ADMIN_TOKEN, JERNIH_ADMIN_TOKEN_FILE, JERNIH_DATA_DIR/admin-token
`

/** Where a device reaches the broker. */
export interface Broker {
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
    case 'revoked':
      return outcome.device
    case 'created':
    case 'rotated':
      return { ...outcome.account, mqtt: { ...broker, topic: topicOf(outcome.account) } }
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
  }
}

function list(devices: readonly DeviceAccount[]): string {
  if (devices.length === 0) return 'Belum ada perangkat · There are no devices yet\n'
  const rows = devices.map(({ id, site, point, username, createdAt, simulated }) => [
    id,
    `${site}/${point}`,
    username,
    simulated ? `${createdAt}  tiruan · simulated` : createdAt,
  ])
  const table = [['ID', 'Titik · Point', 'MQTT username', 'Dibuat · Created'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table
    .map((row) => `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`)
    .join('')
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
  const lines = rows.map(([name, value]) => `  ${name.padEnd(16)}${value}`)
  return `\n  ${title}\n\n${lines.join('\n')}\n\n`
}

function topicOf({ site, point }: DeviceAccount): string {
  return topics.readings(site, point)
}
