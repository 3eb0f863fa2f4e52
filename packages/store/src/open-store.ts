import type { ReadingStore } from './store.ts'

/** The settings that choose a store, as the station's environment names them. */
export interface StoreSettings {
  STORE: 'sqlite' | 'influx1' | 'influx2'
  JERNIH_DATA_DIR: string
  INFLUX_URL?: string | undefined
  INFLUX_DATABASE?: string | undefined
  INFLUX_USERNAME?: string | undefined
  INFLUX_PASSWORD?: string | undefined
  INFLUX_ORG?: string | undefined
  INFLUX_BUCKET?: string | undefined
  INFLUX_TOKEN?: string | undefined
}

/** The store that `STORE` names. Rejects where a setting that it needs is missing. */
export async function openStore(settings: StoreSettings): Promise<ReadingStore> {
  switch (settings.STORE) {
    case 'sqlite': {
      const { openSqliteStore } = await import('./sqlite-store.ts')
      return openSqliteStore({ directory: settings.JERNIH_DATA_DIR })
    }
    case 'influx1': {
      const { openInflux1Store } = await import('./influx1-store.ts')
      return openInflux1Store({
        url: needed(settings, 'INFLUX_URL'),
        database: settings.INFLUX_DATABASE ?? 'jernih',
        username: settings.INFLUX_USERNAME,
        password: settings.INFLUX_PASSWORD,
      })
    }
    case 'influx2': {
      const { openInflux2Store } = await import('./influx2-store.ts')
      return openInflux2Store({
        url: needed(settings, 'INFLUX_URL'),
        org: needed(settings, 'INFLUX_ORG'),
        bucket: needed(settings, 'INFLUX_BUCKET'),
        token: needed(settings, 'INFLUX_TOKEN'),
      })
    }
  }
}

function needed(settings: StoreSettings, name: keyof StoreSettings): string {
  const value = settings[name]
  if (value === undefined) throw new Error(`${name} must be set where STORE is ${settings.STORE}`)
  return value
}
