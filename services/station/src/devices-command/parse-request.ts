import { parseArgs } from 'node:util'
import { NotAsked } from './problem.ts'
import { usage } from './words.ts'

export type Command =
  | { name: 'list' }
  | { name: 'create'; site: string; point: string }
  | { name: 'rotate'; id: string }
  | { name: 'revoke'; id: string }
  | { name: 'claim'; site: string; point: string; minutes: number | undefined }
  | { name: 'claims' }
  /** `file` is in PEM; null takes the certificate away. */
  | { name: 'certificate'; username: string; file: string | null }

export interface DevicesRequest {
  command: Command
  /** Undefined: the station on this machine. */
  url: string | undefined
  /** A file in PEM. */
  ca: string | undefined
  json: boolean
}

const options = {
  url: { type: 'string' },
  ca: { type: 'string' },
  json: { type: 'boolean', default: false },
  minutes: { type: 'string' },
  remove: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** What the arguments ask for; null where that is help. Throws {@link NotAsked} with the mistake and the usage. */
export function parseRequest(args: string[]): DevicesRequest | null {
  const { values, positionals } = readArguments(args)
  if (values.help) return null
  const command = parseCommand(positionals, values)
  const { url, ca, json } = values
  if (url !== undefined && !isStationUrl(url)) throw misused(`--url ${url}: http://… · https://…`)
  return { command, url: url?.replace(/\/+$/, ''), ca, json }
}

function readArguments(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    throw misused((error as Error).message)
  }
}

function parseCommand(words: string[], values: { minutes?: string; remove: boolean }): Command {
  if (words.length === 0) throw new NotAsked(usage)
  const command = commandOf(words, values)
  const given = [...words, ...(values.remove ? ['--remove'] : [])].join(' ')
  if (command === null) throw misused(`Tidak dikenal · Not understood: pnpm devices ${given}`)
  if (values.minutes !== undefined && command.name !== 'claim') throw misused('--minutes: pnpm devices claim')
  if (values.remove && command.name !== 'certificate') throw misused('--remove: pnpm devices certificate')
  return command
}

function commandOf(
  [name, ...rest]: string[],
  { minutes, remove }: { minutes?: string; remove: boolean },
): Command | null {
  const [argument, file, ...more] = rest
  switch (name) {
    case 'list':
    case 'claims':
      return argument === undefined ? { name } : null
    case 'rotate':
    case 'revoke':
      return argument && file === undefined ? { name, id: argument } : null
    case 'create': {
      const place = placeOf(rest)
      return place && { name, ...place }
    }
    case 'claim': {
      const place = placeOf(rest)
      return place && { name, ...place, minutes: minutes === undefined ? undefined : parseMinutes(minutes) }
    }
    case 'certificate': {
      const isWhole = remove ? file === undefined : file !== undefined && more.length === 0
      return argument && isWhole ? { name, username: argument, file: file ?? null } : null
    }
    default:
      return null
  }
}

/** `<site>/<point>`, or the same as two words. */
function placeOf(words: string[]): { site: string; point: string } | null {
  const [, site, point] = /^([^/]+)\/([^/]+)$/.exec(words.join('/')) ?? []
  return site && point ? { site, point } : null
}

function parseMinutes(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw misused(`--minutes ${text}: 1 … 10080`)
}

function isStationUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === ''
}

function misused(mistake: string): NotAsked {
  return new NotAsked(`${mistake}\n\n${usage}`)
}
