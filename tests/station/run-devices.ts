import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { readDocument, root } from '../docs/documents.ts'
import type { StationProcess } from './station-process.ts'

/** What `pnpm devices` runs, where the station runs, with the token that is there. */
export async function runDevices(
  station: StationProcess,
  words: string,
  environment: Readonly<Record<string, string>> = { JERNIH_ADMIN_TOKEN: station.token },
): Promise<{ code: number; said: string; complained: string }> {
  const { scripts } = JSON.parse(readDocument('package.json')) as { scripts: { devices: string } }
  const script = join(root, scripts.devices.replace(/^node /, ''))
  const env = {
    PATH: process.env['PATH'],
    HTTP_PORT: new URL(station.httpUrl).port,
    MQTT_PORT: String(station.mqttPort),
    ...environment,
  }
  return new Promise((resolve) => {
    const args = [script, ...words.split(' ').filter(Boolean)]
    const child = execFile(process.execPath, args, { cwd: station.directory, env }, (_, said, complained) =>
      resolve({ code: child.exitCode ?? -1, said, complained }),
    )
  })
}
