import type { Log } from './log.ts'
import type { Scope } from './scope.ts'

/** Longest that closing may take after SIGTERM or SIGINT before the process ends itself with code 1. */
const closeLimitMs = 9_000

/** Keeps the process up until SIGTERM or SIGINT, then closes `scope` and ends with code 0. */
export function closeOnSignal(scope: Scope, log: Log): void {
  const close = (signal: NodeJS.Signals) => {
    log.info({ signal }, 'closing')
    const lastResort = setTimeout(() => {
      log.error({ closeLimitMs }, 'closing took too long')
      process.exit(1)
    }, closeLimitMs)
    lastResort.unref()
    void scope.close().then(() => {
      process.exitCode = 0
    })
  }
  process.once('SIGTERM', close)
  process.once('SIGINT', close)
}
