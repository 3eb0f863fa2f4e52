import type { Log } from './log.ts'
import type { Closable } from './scope.ts'

/** Longest that closing may take, in ms, before the process ends itself with code 1. */
const defaultLimitMs = 9_000

/**
 * At the first SIGTERM or SIGINT closes `scope`; the process then ends with code 0 as soon as nothing keeps it up. Later signals
 * change nothing: a terminal's Ctrl-C comes twice under pnpm. Where closing hangs, or something is left that keeps the
 * process up, it ends itself with code 1 after `limitMs`.
 */
export function closeOnSignal(scope: Closable, log: Log, limitMs = defaultLimitMs): void {
  let closing = false
  const close = async (signal: NodeJS.Signals) => {
    if (closing) return
    closing = true
    log.info({ signal }, 'closing')
    const lastResort = setTimeout(() => {
      log.error({ limitMs }, 'closing took too long')
      process.exit(1)
    }, limitMs)
    await scope.close()
    lastResort.unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, close)
}
