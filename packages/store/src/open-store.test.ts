import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from './open-store.ts'
import { StoreUnavailable } from './store.ts'

it('opens the embedded store in the data directory', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-store-'))
  const store = await openStore({ STORE: 'sqlite', JERNIH_DATA_DIR: join(directory, 'new') })
  await store.close()
  expect((await stat(join(directory, 'new', 'readings.db'))).isFile()).toBe(true)
  await rm(directory, { recursive: true })
})

it.each([
  { STORE: 'influx1' as const, missing: 'INFLUX_URL' },
  { STORE: 'influx2' as const, missing: 'INFLUX_URL' },
  {
    STORE: 'influx2' as const,
    INFLUX_URL: 'http://127.0.0.1:1',
    INFLUX_ORG: 'dlh',
    missing: 'INFLUX_BUCKET',
  },
])('names the setting that $STORE is missing: $missing', async ({ missing, ...settings }) => {
  await expect(openStore({ ...settings, JERNIH_DATA_DIR: '/nowhere' })).rejects.toThrow(
    `${missing} must be set where STORE is ${settings.STORE}`,
  )
})

it.each([{ STORE: 'influx1' as const }, { STORE: 'influx2' as const }])(
  'opens $STORE before its server is there',
  async (settings) => {
    const server = {
      INFLUX_URL: 'http://127.0.0.1:1',
      INFLUX_ORG: 'dlh',
      INFLUX_BUCKET: 'jernih',
      INFLUX_TOKEN: 'any',
    }
    const store = await openStore({ ...settings, ...server, JERNIH_DATA_DIR: '/nowhere' })
    await expect(store.count()).rejects.toThrow(StoreUnavailable)
    await store.close()
  },
)
