import { isIP } from 'node:net'
import { logLevels } from '@jernih/runtime'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)

const templateLanguage = z
  .string()
  .regex(/^[a-z]{2,3}(_[A-Z]{2,3})?$/, 'expected a language such as id or en_GB')

const originList = 'expected origins with commas between them, such as https://push.example.org'

const addressList = 'expected addresses with commas between them, such as 127.0.0.1,::1'

/** Settings whose value may be in a file, which `NAME_FILE` names. */
export const secretSettings = [
  ...(['JERNIH_ADMIN_TOKEN', 'MQTT_URL', 'INFLUX_PASSWORD', 'INFLUX_TOKEN'] as const),
  ...(['SMTP_URL', 'TELEGRAM_BOT_TOKEN', 'WHATSAPP_TOKEN', 'WEBHOOK_SECRET', 'HEARTBEAT_URL'] as const),
] as const

/** Every setting of the station, by the name of its environment variable. */
export const Settings = z
  .object({
    HTTP_PORT: port.default(8080),
    HTTP_HOST: z.string().default('0.0.0.0'),
    /** Of one token or session. */
    HTTP_CALLS_PER_MINUTE: z.coerce.number().int().min(1).default(6_000),
    /** Unset: nobody's `X-Forwarded-For` is believed. */
    HTTP_PROXIES: z
      .string()
      .transform((text) => text.split(',').map((address) => address.trim()))
      .refine((addresses) => addresses.every((address) => isIP(address) !== 0), addressList)
      .optional(),
    MQTT_PORT: port.default(1883),
    MQTT_HOST: z.string().default('0.0.0.0'),
    /** PEM files; set: HTTPS and MQTT over TLS are served as well. */
    TLS_CERT_FILE: z.string().optional(),
    TLS_KEY_FILE: z.string().optional(),
    HTTPS_PORT: port.default(8443),
    MQTT_TLS_PORT: port.default(8883),
    /** Set: MQTT over WebSocket is served as well; over TLS where there is a certificate. */
    MQTT_WS_PORT: port.optional(),
    /** Of one device; more, and it is kept out for a minute. */
    MQTT_CONNECTS_PER_MINUTE: z.coerce.number().int().min(1).default(120),
    /** Of one connection, and ten seconds' worth at once; what comes faster is left unread until its turn. */
    MQTT_MESSAGES_PER_SECOND: z.coerce.number().int().min(1).default(500),
    /** Set: use this broker instead of the embedded one. */
    MQTT_URL: z
      .url({
        protocol: /^(mqtts?|tcp|ssl|wss?)$/,
        error: 'expected a broker such as mqtt://user:password@broker:1883',
      })
      .optional(),
    JERNIH_DATA_DIR: z.string().default('./data'),
    JERNIH_SITES_DIR: z.string().default('./sites'),
    JERNIH_ADMIN_TOKEN: z.string().min(32, 'expected 32 or more characters').optional(),
    STORE: z.enum(['sqlite', 'influx1', 'influx2']).default('sqlite'),
    INFLUX_URL: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as http://influxdb:8086' })
      .optional(),
    /** Unset: `jernih`, or `jernih_simulated` while the virtual plant runs. */
    INFLUX_DATABASE: z.string().optional(),
    INFLUX_USERNAME: z.string().optional(),
    INFLUX_PASSWORD: z.string().optional(),
    INFLUX_ORG: z.string().optional(),
    INFLUX_BUCKET: z.string().optional(),
    INFLUX_TOKEN: z.string().optional(),
    /** Set: contacts with an address get mail. */
    SMTP_URL: z
      .url({
        protocol: /^smtps?$/,
        error: 'expected a server such as smtp://user:password@mail.example.org:587',
      })
      .optional(),
    MAIL_FROM: z
      .string()
      .regex(/\S@\S/, 'expected an address such as Jernih <jernih@example.org>')
      .optional(),
    /** Set: contacts with a Telegram id are told by this bot. */
    TELEGRAM_BOT_TOKEN: z
      .string()
      .regex(/^\d+:\S+$/, 'expected a token as @BotFather gives it')
      .optional(),
    TELEGRAM_API_ROOT: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as https://api.telegram.org' })
      .default('https://api.telegram.org'),
    /** Set: contacts with a WhatsApp number are told from the number with this id. */
    WHATSAPP_TOKEN: z.string().regex(/^\S+$/, 'expected a token without spaces').optional(),
    WHATSAPP_PHONE_NUMBER_ID: z
      .string()
      .regex(/^\d+$/, 'expected the id of a number, in digits, not the number itself')
      .optional(),
    WHATSAPP_API_ROOT: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as https://graph.facebook.com/v26.0' })
      .default('https://graph.facebook.com/v26.0'),
    /** The approved template, and the languages in which it was submitted. */
    WHATSAPP_TEMPLATE: z
      .string()
      .regex(/^[a-z0-9_]{1,512}$/, 'expected a name of a–z, 0–9 and _')
      .default('jernih_alarm'),
    WHATSAPP_LANGUAGE_ID: templateLanguage.default('id'),
    WHATSAPP_LANGUAGE_EN: templateLanguage.default('en'),
    /** Set: contacts with a webhook are called, signed with it. */
    WEBHOOK_SECRET: z
      .string()
      .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'expected whsec_ and 24 or more bytes in base64')
      .optional(),
    /** Whom push services may write to; unset: the address of `MAIL_FROM`. */
    PUSH_CONTACT: z
      .string()
      .regex(/^(mailto:\S+@\S+|https:\/\/\S+)$/, 'expected an address such as mailto:jernih@example.org')
      .optional(),
    /** Origins that browsers may subscribe at beside the push services of the known ones. */
    PUSH_SERVICES: z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .refine((origins) => origins.every(isOrigin), originList)
      .optional(),
    /** Set: called for as long as alarms are evaluated. */
    HEARTBEAT_URL: z
      .url({ protocol: /^https?$/, error: 'expected a URL such as https://hc.example.org/ping/…' })
      .optional(),
    HEARTBEAT_SECONDS: z.coerce.number().int().min(10).max(86_400).default(60),
    /** Unset: on, but off with `MQTT_URL`, since what is on that broker is somebody's. */
    SIMULATOR: z.enum(['on', 'off']).optional(),
    LOG_LEVEL: z.enum(logLevels).default('info'),
  })
  .superRefine(
    (settings, context) => {
      for (const [name, other, what] of [
        ['TLS_CERT_FILE', 'TLS_KEY_FILE', 'a file'],
        ['TLS_KEY_FILE', 'TLS_CERT_FILE', 'a file'],
        ['MAIL_FROM', 'SMTP_URL', 'the sender’s address'],
        ['WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_TOKEN', 'the id of the sender’s number'],
      ] as const) {
        if (settings[name] === undefined && settings[other] !== undefined) {
          context.addIssue({
            code: 'custom',
            path: [name],
            message: `expected ${what}, since ${other} is given`,
          })
        }
      }
      for (const name of neededBy[settings.STORE] ?? []) {
        if (settings[name] === undefined) {
          context.addIssue({
            code: 'custom',
            path: [name],
            message: `expected a value, since STORE is ${settings.STORE}`,
          })
        }
      }
    },
    // Though another setting is wrong: all mistakes are told at once.
    { when: () => true },
  )
export type Settings = z.infer<typeof Settings>

const neededBy: Partial<
  Record<string, readonly ('INFLUX_URL' | 'INFLUX_ORG' | 'INFLUX_BUCKET' | 'INFLUX_TOKEN')[]>
> = {
  influx1: ['INFLUX_URL'],
  influx2: ['INFLUX_URL', 'INFLUX_ORG', 'INFLUX_BUCKET', 'INFLUX_TOKEN'],
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
}
