import { closeOnSignal, createLog, parseSettings, SettingsError, systemClock } from '@jernih/runtime'
import { Settings } from './settings.ts'
import { startStation } from './station.ts'
import { welcome } from './welcome.ts'

try {
  const settings = parseSettings(Settings, process.env)
  const log = createLog(settings.LOG_LEVEL)
  const station = await startStation({ settings, clock: systemClock, log })
  closeOnSignal(station.scope, log)
  process.stdout.write(welcome(station))
} catch (error) {
  process.stderr.write(`${error instanceof SettingsError ? error.message : (error as Error).stack}\n`)
  process.exitCode = 1
}
