import { parseSettings } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { Settings } from './settings.ts'

/** The settings that a refusal names. */
function namedBy(environment: Record<string, string>): string[] {
  try {
    parseSettings(Settings, environment)
    return []
  } catch (error) {
    return [...(error as Error).message.matchAll(/^ {2}(\w+): /gm)].map(([, name = '']) => name)
  }
}

it.each([
  { story: 'nothing is set', environment: {}, named: [] },
  {
    story: 'a store lacks what it needs',
    environment: { STORE: 'influx2', INFLUX_ORG: 'jernih' },
    named: ['INFLUX_URL', 'INFLUX_BUCKET', 'INFLUX_TOKEN'],
  },
  {
    story: 'a store lacks what it needs and another setting is wrong',
    environment: { HTTP_PORT: 'abc', STORE: 'influx2' },
    named: ['HTTP_PORT', 'INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_TOKEN'],
  },
  {
    story: 'what a store needs is there and wrong',
    environment: { STORE: 'influx1', INFLUX_URL: 'localhost' },
    named: ['INFLUX_URL'],
  },
  {
    story: 'a certificate has no key',
    environment: { TLS_CERT_FILE: 'jernih.crt' },
    named: ['TLS_KEY_FILE'],
  },
  { story: 'there is no such store', environment: { STORE: 'oracle' }, named: ['STORE'] },
])('names all mistakes at once where $story', ({ environment, named }) => {
  expect(namedBy(environment)).toEqual(named)
})
