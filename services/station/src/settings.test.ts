import { parseSettings } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { Settings, secretSettings } from './settings.ts'

/** The settings that a refusal names. */
function namedBy(environment: Record<string, string>): string[] {
  try {
    parseSettings(Settings, environment, { fromFiles: secretSettings })
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
    story: 'what a store needs is in a file that is not there',
    environment: {
      STORE: 'influx2',
      INFLUX_URL: 'http://influxdb:8086',
      INFLUX_TOKEN_FILE: '/nowhere/token',
    },
    named: ['INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_TOKEN_FILE'],
  },
  {
    story: 'a secret and its file are both given',
    environment: { MQTT_URL: 'mqtt://broker', MQTT_URL_FILE: '/run/secrets/mqtt-url' },
    named: ['MQTT_URL_FILE'],
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
  {
    story: 'mail has no sender, and the secret of webhooks is too short',
    environment: { SMTP_URL: 'smtp://mail.example.org', WEBHOOK_SECRET: 'whsec_short' },
    named: ['WEBHOOK_SECRET', 'MAIL_FROM'],
  },
  {
    story: 'WhatsApp has no sender, and its template a name that nobody can register',
    environment: { WHATSAPP_TOKEN: 'EAAG', WHATSAPP_TEMPLATE: 'Jernih Alarm' },
    named: ['WHATSAPP_TEMPLATE', 'WHATSAPP_PHONE_NUMBER_ID'],
  },
  {
    story: 'a proxy is no address',
    environment: { HTTP_PROXIES: '127.0.0.1, proxy.example', HTTP_CALLS_PER_MINUTE: '0' },
    named: ['HTTP_CALLS_PER_MINUTE', 'HTTP_PROXIES'],
  },
  { story: 'there is no such store', environment: { STORE: 'oracle' }, named: ['STORE'] },
  {
    story: 'a heartbeat has no pause',
    environment: { HEARTBEAT_SECONDS: '0' },
    named: ['HEARTBEAT_SECONDS'],
  },
  {
    story: 'the pause of a heartbeat is negative',
    environment: { HEARTBEAT_SECONDS: '-60' },
    named: ['HEARTBEAT_SECONDS'],
  },
])('names all mistakes at once where $story', ({ environment, named }) => {
  expect(namedBy(environment)).toEqual(named)
})

it('takes the addresses of several proxies', () => {
  const { HTTP_PROXIES } = parseSettings(Settings, { HTTP_PROXIES: '127.0.0.1, ::1' })
  expect(HTTP_PROXIES).toEqual(['127.0.0.1', '::1'])
})
