import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { hasServer } from '@jernih/store/testing'
import { describe, expect, it } from 'vitest'
import { startStationProcess } from '../station/station-process.ts'
import { readDocument } from './documents.ts'

const run = promisify(execFile)

const [, lines = ''] = /## Connect a sensor[\s\S]*?```sh\n([\s\S]*?)```/.exec(readDocument('README.md')) ?? []

describe.runIf(hasServer('mosquitto_pub', process.env))('the three lines of the README', () => {
  it('make a device, publish as it and read the value back, as a new user would', async () => {
    const station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: '' } })
    const shell = async (line: string) => {
      const here = line
        .replace('http://localhost:8080', station.httpUrl)
        .replace('mosquitto_pub', `mosquitto_pub -h 127.0.0.1 -p ${station.mqttPort}`)
      const { stdout } = await run('bash', ['-c', here], { cwd: station.directory })
      return stdout
    }

    const [account = '', publish = '', latest = '', ...more] = lines
      .trim()
      .replace(/\\\n\s*/g, '')
      .split('\n')
    expect(more).toEqual([])
    const { username, password } = JSON.parse(await shell(account)) as Record<string, string>
    await shell(publish.replace('USERNAME', String(username)).replace('PASSWORD', String(password)))
    await expect
      .poll(async () => JSON.parse(await shell(latest)))
      .toMatchObject([
        { point: 'outlet', parameter: 'ph', value: 7.12, unit: '', stale: false },
        { point: 'outlet', parameter: 'cod', value: 96.4, unit: 'mg/L', stale: false },
      ])
    expect(await station.stop()).toBe(0)
  })
})
