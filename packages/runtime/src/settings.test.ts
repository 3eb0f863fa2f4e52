import { expect, it } from 'vitest'
import { z } from 'zod'
import { parseSettings, SettingsError } from './settings.ts'

const Settings = z.object({
  HTTP_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  STORE: z.enum(['sqlite', 'influx1', 'influx2']).default('sqlite'),
  JERNIH_ADMIN_TOKEN: z.string().min(32, 'expected 32 characters or more').optional(),
})

it('reads what the schema names and leaves the rest of the environment alone', () => {
  const environment = { HTTP_PORT: '9090', PATH: '/usr/bin', store: 'influx1' }
  expect(parseSettings(Settings, environment)).toEqual({ HTTP_PORT: 9090, STORE: 'sqlite' })
})

it('takes an empty variable for an unset one', () => {
  expect(parseSettings(Settings, { HTTP_PORT: '', STORE: '' })).toEqual({ HTTP_PORT: 8080, STORE: 'sqlite' })
})

it('names all mistakes at once and prints no value', () => {
  const environment = { HTTP_PORT: 'eighty', STORE: 'hunter2-store', JERNIH_ADMIN_TOKEN: 'hunter2-token' }
  const refusal = catching(() => parseSettings(Settings, environment))
  expect(refusal).toBeInstanceOf(SettingsError)
  expect(refusal.message).toMatch(/HTTP_PORT: .*number/)
  expect(refusal.message).toMatch(/STORE: .*"sqlite"\|"influx1"\|"influx2"/)
  expect(refusal.message).toContain('JERNIH_ADMIN_TOKEN: expected 32 characters or more')
  expect(refusal.stack).not.toMatch(/hunter2|eighty/)
})

function catching(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a refusal')
}
