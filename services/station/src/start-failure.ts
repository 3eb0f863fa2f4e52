import { resolve } from 'node:path'
import { JournalInUse, JournalUnavailable } from '@jernih/journal'
import { CertificateUnusable, SettingsError } from '@jernih/runtime'
import { NoSites } from '@jernih/sites'
import type { Settings } from './settings.ts'

/** Where Node met the failure. */
type SystemError = NodeJS.ErrnoException & { port?: number }

/** What a person is told where the station cannot start: one sentence that names the setting to change; else the error with its stack. */
export function startFailure(error: Error, settings: Settings | null): string {
  if (error instanceof SettingsError) return error.message
  return (settings && settingToChange(error, settings)) ?? error.stack ?? error.message
}

function settingToChange(error: SystemError, settings: Settings): string | null {
  const { JERNIH_DATA_DIR: data, JERNIH_SITES_DIR: sites } = settings
  if (error instanceof CertificateUnusable) return `TLS_CERT_FILE and TLS_KEY_FILE: ${error.message}.`
  if (error instanceof NoSites) return `JERNIH_SITES_DIR: ${error.message}`
  if (error instanceof JournalInUse)
    return `JERNIH_DATA_DIR ${data} is in use: ${error.message}. Stop that one, or set another.`
  if (error.syscall === 'listen') return listening(error, settings)
  if (error.syscall === 'scandir' && error.path === sites)
    return `JERNIH_SITES_DIR ${sites} cannot be read (${error.code}): it is to hold one YAML file a site.`
  if (error instanceof JournalUnavailable || (error.path && resolve(error.path).startsWith(resolve(data))))
    return `JERNIH_DATA_DIR ${data} cannot be used: ${error.message}.`
  return null
}

/** The settings that a port comes from, and the host beside each. */
const ports = ['HTTP_PORT', 'HTTPS_PORT', 'MQTT_PORT', 'MQTT_TLS_PORT', 'MQTT_WS_PORT'] as const

function listening({ code, port, message }: SystemError, settings: Settings): string {
  const name = ports.find((each) => settings[each] === port) ?? 'HTTP_PORT'
  const isMqtt = name.startsWith('MQTT')
  if (code !== 'EADDRINUSE')
    return `${isMqtt ? 'MQTT' : 'HTTP'}_HOST and ${name} cannot be listened on: ${message}.`
  return `${name} ${port} is taken: set another${isMqtt ? ', or set MQTT_URL to use that broker' : ''}.`
}
