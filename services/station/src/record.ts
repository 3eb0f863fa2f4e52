import { join } from 'node:path'
import type { StoreSettings } from '@jernih/store'
import type { Settings } from './settings.ts'

/** Where a station keeps what it takes in. */
export interface RecordPlace {
  /** Whether the virtual plant runs, and so whether all of this record is made up. */
  simulated: boolean
  /** The journal and the databases. */
  directory: string
  store: StoreSettings
}

/**
 * The record of real sensors is `JERNIH_DATA_DIR` itself. What the virtual plant says is kept in `simulated` below it, and in a database
 * of its own where nobody named one: no made-up reading is ever among measured ones.
 */
export function recordOf(settings: Settings): RecordPlace {
  const simulated = (settings.SIMULATOR ?? (settings.MQTT_URL === undefined ? 'on' : 'off')) === 'on'
  const directory = simulated ? join(settings.JERNIH_DATA_DIR, 'simulated') : settings.JERNIH_DATA_DIR
  const INFLUX_DATABASE = settings.INFLUX_DATABASE ?? (simulated ? 'jernih_simulated' : 'jernih')
  return { simulated, directory, store: { ...settings, INFLUX_DATABASE, JERNIH_DATA_DIR: directory } }
}
