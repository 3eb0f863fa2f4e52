import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** One system call on a file or socket, from its place in the trace at which it began to that at which it had ended. */
export interface SystemCall {
  name: string
  /** The file's path, or `TCP:[from->to]`. */
  target: string
  /** All bytes that it read or wrote, as far as strace shows them. */
  data: Buffer
  /** -1 where it failed. */
  result: number
  began: number
  ended: number
}

/** Whether one process may trace another here; where `CI=true`, that it may not is an error. */
export function mayTrace(what: string): boolean {
  if (spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0) return true
  if (process.env['CI'] === 'true')
    throw new Error('strace is missing or may not trace, and CI=true allows no test to be skipped')
  process.stderr.write(`NOT RUN: ${what}, which needs strace and the right to trace\n`)
  return false
}

/** Traces these calls of all threads of a process into `file`, until `stop`, which answers them in the order in which they ended. */
export async function traceCalls(
  pid: number,
  names: readonly string[],
  file: string,
): Promise<{ stop(): Promise<SystemCall[]> }> {
  const flags = ['-f', '-yy', '-xx', '-s', '70000', '-e', `trace=${names.join(',')}`, '-e', 'signal=none']
  const strace = spawn('strace', [...flags, '-o', file, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = once(strace, 'exit')
  let said = ''
  const attached = new Promise<void>((resolve) => {
    createInterface({ input: strace.stderr }).on('line', (line) => {
      said += `${line}\n`
      if (/ attached/.test(line)) resolve()
    })
  })
  await Promise.race([attached, ended])
  if (strace.exitCode !== null) throw new Error(`strace ended with ${strace.exitCode}: ${said}`)
  return {
    async stop() {
      strace.kill('SIGINT')
      await ended
      return callsOf(await readFile(file, 'latin1'))
    },
  }
}

/** Joins the two halves of calls during which another thread's were told. */
function callsOf(trace: string): SystemCall[] {
  const underWay = new Map<string, { half: string; began: number }>()
  return trace.split('\n').flatMap((line, place) => {
    const [, thread = '', told = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    const [, firstHalf] = /^(.*) <unfinished \.\.\.>$/.exec(told) ?? []
    if (firstHalf !== undefined) {
      underWay.set(thread, { half: firstHalf, began: place })
      return []
    }
    const [, secondHalf] = /^<\.\.\. \w+ resumed>(.*)$/.exec(told) ?? []
    const { half, began } = (secondHalf !== undefined && underWay.get(thread)) || { half: '', began: place }
    return callOf(half + (secondHalf ?? told), began, place)
  })
}

/** Such as `write(21<TCP:[127.0.0.1:1883->127.0.0.1:40000]>, "\x40\x02\x00\x01", 4) = 4`. */
function callOf(text: string, began: number, ended: number): SystemCall[] {
  const [, name, target, rest, result] = /^(\w+)\(\d+<([^"]*?)>(?=[,)])(.*)\) += (-?\d+)/.exec(text) ?? []
  if (name === undefined || target === undefined) return []
  const data = [...(rest ?? '').matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map(([, hex = '']) => bytesOf(hex))
  const path = target.startsWith('\\x') ? bytesOf(target).toString() : target
  return [{ name, target: path, data: Buffer.concat(data), result: Number(result), began, ended }]
}

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll('\\x', ''), 'hex')
}
