import { placeOf } from '../../link/live.ts'
import { devicesWords } from './devices-words.ts'

/** A device's account with its password, which the station tells once. */
export interface Credential {
  site: string
  point: string
  username: string
  password: string
  brokers: string[]
  topic: string
}

/** What is to be entered into a device, as one text: the content of the QR code. */
export function credentialText({ username, password, brokers, topic }: Credential): string {
  return JSON.stringify({ brokers, username, password, topic })
}

/** A command that sends one reading by the plain port, or by the safest where there is no other. */
export function publishExample(credential: Credential, parameter: string, atMs: number): string {
  const { username, password, brokers, topic } = credential
  const broker = brokers.find((each) => each.startsWith('mqtt://')) ?? brokers[0] ?? 'mqtt://localhost:1883'
  const { protocol, hostname, port } = new URL(broker)
  const secure = protocol === 'mqtts:' ? ' --cafile CA' : ''
  return [
    `mosquitto_pub -q 1 -h ${hostname} -p ${port}${secure} -u ${quoted(username)} -P ${quoted(password)}`,
    `-t ${quoted(topic)} -m ${quoted(JSON.stringify({ at: atMs, readings: { [parameter]: 7 } }))}`,
  ].join(' ')
}

/** The lines of the notice that shows it once. */
export function credentialLines(credential: Credential, atMs: number): { label: string; text: string }[] {
  const { shown } = devicesWords()
  const parameter = placeOf(credential).point?.parameters[0]?.parameter ?? 'ph'
  return [
    ...credential.brokers.map((text) => ({ label: shown.broker(text.split(':')[0] ?? ''), text })),
    { label: shown.topic, text: credential.topic },
    { label: shown.username, text: credential.username },
    { label: shown.password, text: credential.password },
    { label: shown.example, text: publishExample(credential, parameter, atMs) },
    { label: shown.whole, text: credentialText(credential) },
  ]
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w./@:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
