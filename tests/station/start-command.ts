import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `pnpm start` runs, so that a test's station is the one that people get: its environment, and node's arguments. */
export function startCommand(root: string): { environment: Record<string, string>; args: string[] } {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: { start: string }
  }
  const words = scripts.start.split(' ')
  const node = words.indexOf('node')
  const environment = Object.fromEntries(words.slice(0, node).map((word) => word.split('=')))
  if (environment['NODE_COMPILE_CACHE'])
    environment['NODE_COMPILE_CACHE'] = join(root, environment['NODE_COMPILE_CACHE'])
  const args = words.slice(node + 1).map((word) => (word.startsWith('-') ? word : join(root, word)))
  return { environment, args }
}
