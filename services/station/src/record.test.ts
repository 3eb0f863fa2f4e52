import { parseSettings } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { recordOf } from './record.ts'
import { Settings } from './settings.ts'

const broker = 'mqtt://broker:1883'

it.each([
  { story: 'nothing is said', environment: {}, simulated: true },
  { story: 'it is turned off', environment: { SIMULATOR: 'off' }, simulated: false },
  { story: 'the broker is the user’s', environment: { MQTT_URL: broker }, simulated: false },
  {
    story: 'the broker is the user’s and it is asked for',
    environment: { MQTT_URL: broker, SIMULATOR: 'on' },
    simulated: true,
  },
])('keeps a made-up record apart from the real one where $story', ({ environment, simulated }) => {
  const record = recordOf(parseSettings(Settings, { ...environment, JERNIH_DATA_DIR: '/data' }))
  const directory = simulated ? '/data/simulated' : '/data'
  const INFLUX_DATABASE = simulated ? 'jernih_simulated' : 'jernih'
  expect(record).toMatchObject({
    simulated,
    directory,
    store: { JERNIH_DATA_DIR: directory, INFLUX_DATABASE },
  })
})

it('obeys who names a database', () => {
  const { store } = recordOf(parseSettings(Settings, { INFLUX_DATABASE: 'ipal' }))
  expect(store.INFLUX_DATABASE).toBe('ipal')
})
