import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { parseSettings, SettingsError } from '@jernih/runtime'
import { z } from 'zod'
import { Settings } from '../settings.ts'
import { readCertificates, readToken } from './given-files.ts'
import { parseRequest } from './parse-request.ts'
import { NotAsked, Refused } from './problem.ts'
import { runCommand } from './run-command.ts'
import { createStationClient } from './station-client.ts'
import { asJson, asText, usage } from './words.ts'

// `pnpm devices`: the accounts of devices, their codes and certificates, on a running station, over its API.
// Exit code 0: done; 1: the station said no, and why; 2: it was not asked, or no station answers.

const { shape } = Settings
const NeededSettings = z.object({
  HTTP_PORT: shape.HTTP_PORT,
  MQTT_PORT: shape.MQTT_PORT,
  MQTT_TLS_PORT: shape.MQTT_TLS_PORT,
  JERNIH_DATA_DIR: shape.JERNIH_DATA_DIR,
  JERNIH_ADMIN_TOKEN: shape.JERNIH_ADMIN_TOKEN,
})

try {
  await run(process.argv.slice(2))
} catch (error) {
  const isTold = error instanceof Refused || error instanceof NotAsked || error instanceof SettingsError
  process.stderr.write(`${isTold ? error.message : (error as Error).stack}\n`)
  process.exitCode = error instanceof Refused ? 1 : 2
}

async function run(args: string[]): Promise<void> {
  const request = parseRequest(args)
  if (request === null) return void process.stdout.write(usage)
  const { HTTP_PORT, MQTT_PORT, MQTT_TLS_PORT, JERNIH_DATA_DIR, JERNIH_ADMIN_TOKEN } = parseSettings(
    NeededSettings,
    process.env,
    { fromFiles: ['JERNIH_ADMIN_TOKEN'] },
  )
  const { command, url = `http://127.0.0.1:${HTTP_PORT}`, ca, json } = request
  if (ca !== undefined)
    setDefaultCACertificates([...getCACertificates('default'), ...readCertificates(ca, '--ca')])
  const credentials =
    JERNIH_ADMIN_TOKEN === undefined
      ? readToken(JERNIH_DATA_DIR)
      : { token: JERNIH_ADMIN_TOKEN, tokenFrom: 'JERNIH_ADMIN_TOKEN' }
  const outcome = await runCommand(command, createStationClient(url, credentials))
  const { hostname: host, protocol } = new URL(url)
  const broker = { url, host, port: MQTT_PORT, tlsPort: protocol === 'https:' ? MQTT_TLS_PORT : null }
  process.stdout.write(json ? asJson(outcome, broker) : asText(outcome, broker))
}
