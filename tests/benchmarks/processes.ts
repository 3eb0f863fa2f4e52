import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LoadOptions, LoadResult } from '@jernih/load'

const root = join(import.meta.dirname, '..', '..')

/** A bare Aedes in a process of its own. */
export async function startBareBroker(): Promise<{ port: number; stop(): void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-broker.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  return { port: Number(port), stop: () => child.kill() }
}

/** The generator in a process of its own: `started` resolves with the first message, `result` with the last acknowledgement. */
export function startLoad(options: LoadOptions): { started: Promise<void>; result: Promise<LoadResult> } {
  const child = spawn(process.execPath, [join(root, 'simulators/load/src/main.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(JSON.stringify(options))
  const lines = createInterface({ input: child.stdout })
  const started = Promise.withResolvers<void>()
  const result = Promise.withResolvers<LoadResult>()
  lines.on('line', (line) => (line === 'started' ? started.resolve() : result.resolve(JSON.parse(line))))
  child.once('exit', (code) => failed(child, code, result.reject, started.reject))
  return { started: started.promise, result: result.promise }
}

function failed(child: ChildProcess, code: number | null, ...rejects: ((error: Error) => void)[]): void {
  if (code !== 0)
    for (const reject of rejects) reject(new Error(`the load generator ${child.pid} ended with ${code}`))
}
