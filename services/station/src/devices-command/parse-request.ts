import { parseArgs } from 'node:util'
import { NotAsked } from './problem.ts'
import { usage } from './words.ts'

export type Command =
  | { name: 'list' }
  | { name: 'create'; site: string; point: string }
  | { name: 'rotate'; id: string }
  | { name: 'revoke'; id: string }

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
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** What the arguments ask for; null where that is help. Throws {@link NotAsked} with the mistake and the usage. */
export function parseRequest(args: string[]): DevicesRequest | null {
  const { values, positionals } = readArguments(args)
  if (values.help) return null
  const command = parseCommand(positionals)
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

function parseCommand([name = '', argument, ...more]: string[]): Command {
  if (more.length === 0) {
    if (name === 'list' && argument === undefined) return { name }
    if ((name === 'rotate' || name === 'revoke') && argument) return { name, id: argument }
    const [, site, point] = /^([^/]+)\/([^/]+)$/.exec(argument ?? '') ?? []
    if (name === 'create' && site && point) return { name, site, point }
  }
  if (name === '') throw new NotAsked(usage)
  const given = [name, argument, ...more].join(' ').trim()
  throw misused(`Tidak dikenal · Not understood: pnpm devices ${given}`)
}

function isStationUrl(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === ''
}

function misused(mistake: string): NotAsked {
  return new NotAsked(`${mistake}\n\n${usage}`)
}
