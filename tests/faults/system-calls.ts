import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
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

/** A process's threads of this name, in the order in which they were begun. */
export function threadsOf(pid: number, name: string): number[] {
  const tasks = readdirSync(`/proc/${pid}/task`).map(Number)
  const nameOf = (task: number) => readFileSync(`/proc/${pid}/task/${task}/comm`, 'utf8').trim()
  return tasks.filter((task) => nameOf(task) === name).sort((a, b) => a - b)
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
  const strace = await attach([...flags, '-o', file], pid)
  return {
    async stop() {
      await strace.end()
      return callsOf(await readFile(file, 'latin1'))
    },
  }
}

/**
 * Kills a thread's process with SIGKILL as the thread is about to make this call for the `n`th time from now on: the call is not made any
 * more. `stop` lets go of it, and answers the last of these calls, as strace writes it.
 */
export async function killAtCall(
  thread: number,
  { name, n }: { name: string; n: number },
  file: string,
): Promise<{ stop(): Promise<string> }> {
  const inject = `inject=${name}:signal=KILL:when=${n}`
  const strace = await attach(['-yy', '-s', '40', '-e', `trace=${name}`, '-e', inject, '-o', file], thread)
  return {
    async stop() {
      await strace.end()
      const lines = (await readFile(file, 'latin1')).split('\n')
      return lines.findLast((line) => line.startsWith(name)) ?? ''
    },
  }
}

async function attach(flags: readonly string[], pid: number): Promise<{ end(): Promise<void> }> {
  const strace = spawn('strace', [...flags, '-p', String(pid)], { stdio: ['ignore', 'ignore', 'pipe'] })
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
    async end() {
      strace.kill('SIGINT')
      await ended
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
