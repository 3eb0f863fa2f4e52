import { closeOnSignal, createLog, parseSettings, systemClock } from '@jernih/runtime'
import { Settings, secretSettings } from './settings.ts'
import { startFailure } from './start-failure.ts'
import { startStation } from './station.ts'
import { welcome } from './welcome.ts'

// In what it writes are hashes of passwords, and people's addresses.
process.umask(0o077)
let settings: Settings | null = null
try {
  settings = parseSettings(Settings, process.env, { fromFiles: secretSettings })
  const log = createLog(settings.LOG_LEVEL)
  const starting = startStation({ settings, clock: systemClock, log })
  // A signal while it starts: what is half open is opened first, then all is closed in order.
  closeOnSignal({ close: () => starting.then(({ scope }) => scope.close()).catch(() => {}) }, log)
  process.stdout.write(welcome(await starting))
} catch (error) {
  process.stderr.write(`${startFailure(error as Error, settings)}\n`)
  process.exitCode = 1
}
