import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { hasServer } from '@jernih/store/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { readDocument } from './documents.ts'

const run = promisify(execFile)

const [, section = ''] = /## Connect a sensor([\s\S]*?)\n## /.exec(readDocument('README.md')) ?? []
const blocks = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, lines = '']) =>
  lines
    .trim()
    .replace(/\\\n\s*/g, '')
    .split('\n'),
)

/** Runs a line of the README where the station runs. */
async function shell({ httpUrl, mqttPort, directory: cwd }: StationProcess, line: string): Promise<string> {
  const here = line
    .replace('http://localhost:8080', httpUrl)
    .replace('mosquitto_pub', `mosquitto_pub -h 127.0.0.1 -p ${mqttPort}`)
  return (await run('bash', ['-c', here], { cwd })).stdout
}

describe.runIf(hasServer('mosquitto_pub', process.env))('the lines of the README', () => {
  let station: StationProcess
  beforeAll(async () => {
    station = await startStationProcess({ environment: { JERNIH_ADMIN_TOKEN: '' } })
  })
  afterAll(async () => {
    expect(await station.stop()).toBe(0)
  })

  async function publish(line: string, account: string): Promise<void> {
    const { username, password } = JSON.parse(account) as Record<string, string>
    await shell(station, line.replace('USERNAME', String(username)).replace('PASSWORD', String(password)))
  }

  it('make a device, publish as it and read the value back, as a new user would', async () => {
    const [create = '', send = '', latest = '', ...more] = blocks[0] ?? []
    expect(more).toEqual([])
    await publish(send, await shell(station, create))
    await expect
      .poll(async () => JSON.parse(await shell(station, latest)))
      .toMatchObject([
        { point: 'outlet', parameter: 'ph', value: 7.12, unit: '', stale: false },
        { point: 'outlet', parameter: 'cod', value: 96.4, unit: 'mg/L', stale: false },
      ])
  })

  it('make a code, redeem it as a device would, and publish', async () => {
    const [claim = '', redeem = '', send = '', ...more] = blocks[1] ?? []
    expect(more).toEqual([])
    const { code } = JSON.parse(await shell(station, claim)) as { code: string }
    await publish(send, await shell(station, redeem.replace('CODE', code)))
    expect(await station.api('/api/v1/claims')).toMatchObject([{ redeemed: { arrived: true } }])
  })
})
