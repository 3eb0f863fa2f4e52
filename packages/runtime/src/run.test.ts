import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, it, vi } from 'vitest'

let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))

/** A process with a scope, ready for a signal; `said` is all that it has printed. */
async function start({ close, limitMs = 9_000 }: { close: string; limitMs?: number }) {
  const program = `
    import { closeOnSignal, createLog, createScope } from ${JSON.stringify(import.meta.resolve('./index.ts'))}
    const log = createLog('info')
    const scope = createScope(log)
    const work = setInterval(() => {}, 1_000)
    scope.add({ close: () => console.log('journal closed') })
    scope.add({ close: ${close} })
    closeOnSignal(scope, log, ${limitMs})
    console.log('up')`
  const started = spawn(process.execPath, ['--input-type=module', '--eval', program])
  child = started
  let output = ''
  for (const stream of [started.stdout, started.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString()
    })
  }
  const said = (text: string) => vi.waitFor(() => expect(output).toContain(text), { timeout: 10_000 })
  await said('up')
  // Comes after the last output.
  return { kill: (signal: NodeJS.Signals) => started.kill(signal), said, ended: once(started, 'close') }
}

it.each(['SIGTERM', 'SIGINT'] as const)(
  'R13: %s closes everything in order and ends with code 0',
  async (signal) => {
    const { kill, ended, said } = await start({ close: '() => clearInterval(work)' })
    kill(signal)
    expect(await ended).toEqual([0, null])
    await said('journal closed')
  },
)

it('R13: a second signal does not cut the closing short', async () => {
  const slow =
    '() => new Promise((resolve) => { console.log("flushing"); setTimeout(resolve, 300); clearInterval(work) })'
  const { kill, ended, said } = await start({ close: slow })
  kill('SIGINT')
  await said('flushing')
  kill('SIGINT')
  kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  await said('journal closed')
})

it.each([
  { story: 'closing hangs', close: '() => new Promise(() => {})' },
  {
    story: 'closing hangs and nothing else keeps the process up',
    close: '() => { clearInterval(work); return new Promise(() => {}) }',
  },
  { story: 'something is left open', close: '() => {}' },
])('ends with code 1 within the limit where $story', async ({ close }) => {
  const { kill, ended, said } = await start({ close, limitMs: 200 })
  kill('SIGTERM')
  expect(await ended).toEqual([1, null])
  await said('closing took too long')
})
