import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

describe('a secret in a file', () => {
  let directory: string
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'jernih-settings-'))
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  const token = 'a-token-of-more-than-32-characters'
  const options = { fromFiles: ['JERNIH_ADMIN_TOKEN'] } as const

  function file(text: string): string {
    const path = join(directory, `secret-${Math.random()}`)
    writeFileSync(path, text)
    return path
  }
  const parse = (environment: Record<string, string>) => parseSettings(Settings, environment, options)

  it.each([
    { story: 'alone', text: token },
    { story: 'with the newline that editors leave', text: `${token}\n` },
    { story: 'as Windows writes it', text: `${token}\r\n` },
  ])('is read $story', ({ text }) => {
    expect(parse({ JERNIH_ADMIN_TOKEN_FILE: file(text) }).JERNIH_ADMIN_TOKEN).toBe(token)
  })

  it('is taken for none where the variable is empty', () => {
    const { JERNIH_ADMIN_TOKEN } = parse({ JERNIH_ADMIN_TOKEN_FILE: '', JERNIH_ADMIN_TOKEN: token })
    expect(JERNIH_ADMIN_TOKEN).toBe(token)
  })

  it('is no choice beside the secret itself', () => {
    const environment = { JERNIH_ADMIN_TOKEN: token, JERNIH_ADMIN_TOKEN_FILE: file(token) }
    const refusal = catching(() => parse(environment))
    expect(refusal.message).toContain('  JERNIH_ADMIN_TOKEN_FILE: expected either this or JERNIH_ADMIN_TOKEN')
    expect(refusal.message).not.toContain(token)
  })

  it.each([
    { story: 'is not there', path: () => join(directory, 'nothing'), says: 'cannot be read (ENOENT)' },
    { story: 'is a directory', path: () => directory, says: 'cannot be read (EISDIR)' },
    { story: 'is empty', path: () => file('\n'), says: 'expected a value in the first line' },
  ])('that $story is named with its path, among all mistakes', ({ path, says }) => {
    const at = path()
    const refusal = catching(() => parse({ HTTP_PORT: 'eighty', JERNIH_ADMIN_TOKEN_FILE: at }))
    expect(refusal).toBeInstanceOf(SettingsError)
    expect(refusal.message).toContain('  HTTP_PORT: ')
    expect(refusal.message).toContain(says)
    expect(refusal.message).toContain(at)
  })

  it('is held to what the setting asks, and never printed', () => {
    const refusal = catching(() => parse({ JERNIH_ADMIN_TOKEN_FILE: file('hunter2') }))
    expect(refusal.message).toContain('JERNIH_ADMIN_TOKEN: expected 32 characters or more')
    expect(refusal.stack).not.toContain('hunter2')
  })
})

function catching(call: () => unknown): Error {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('expected a refusal')
}
