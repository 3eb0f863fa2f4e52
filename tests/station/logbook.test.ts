import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import mqtt from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from './station-process.ts'

const site = 'mojokerto-batik'
const point = 'outlet'

let directory: string
let station: StationProcess
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-work-'))
  station = await startStationProcess({ directory })
})
afterEach(async () => {
  await station.stop()
  await rm(directory, { recursive: true })
})

interface Sample {
  id: string
  values: {
    parameter: string
    value: number
    limit: { high: number } | null
    withinLimit: boolean
    probe: object
  }[]
  corrects: string | null
  correctedBy: string | null
}

const minutesAgo = (minutes: number) => Date.now() - minutes * 60_000
const cod = (value: number) => ({ parameter: 'cod', unit: 'mg/L', value })
const sample = (more: object = {}) => ({
  ...{ site, point, takenAt: minutesAgo(30), values: [cod(140)], laboratory: 'Labkesda Mojokerto', ...more },
})
const today = () => new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10)

/** The status, and what the answer says. */
async function post(path: string, body: object, headers: Record<string, string> = {}) {
  const answer = await station.request(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  })
  return { status: answer.status, body: (await answer.json()) as { id: string; detail: string } }
}

const samples = () => station.api<{ items: Sample[] }>(`/api/v1/lab-samples?site=${site}`)
const cloth = () => station.api<{ items: object[] }>(`/api/v1/cloth?site=${site}`)
const states = () =>
  station.api<{ items: { point: string; state: string }[] }>(`/api/v1/point-states?site=${site}`)
const outletState = async () => (await states()).items.find((one) => one.point === point)
const stateOf = `/api/v1/sites/${site}/points/${point}/state`

describe('laboratory samples', () => {
  it('stand beside the limit then in force and the probe’s mean around their time', async () => {
    const { username, password } = await station.device(site, point)
    const device = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
    const readings = [40, 32, 28, 10].map((minutes, n) => ({
      at: minutesAgo(minutes),
      readings: { cod: 100 + n * 10 },
    }))
    await device.publishAsync(`ipal/${site}/${point}/readings`, JSON.stringify(readings), { qos: 1 })
    await device.endAsync()
    const { status } = await post('/api/v1/lab-samples', sample())
    expect(status).toBe(201)
    await expect
      .poll(async () => (await samples()).items[0]?.values[0], { timeout: 10_000 })
      .toMatchObject({
        ...{ parameter: 'cod', unit: 'mg/L', value: 140, withinLimit: true },
        limit: { high: 150, citation: { source: expect.any(String) } },
        probe: { status: 'measured', mean: 110, count: 3, difference: -30 },
      })
  })

  it('R1: samples, cloth and marks are there after SIGKILL once they were answered with 201, corrections too', async () => {
    const first = await post('/api/v1/lab-samples', sample({ values: [cod(1_400)] }))
    const correction = { corrects: first.body.id, reason: 'koma salah' }
    const second = await post('/api/v1/lab-samples', sample(correction))
    const weighed = await post('/api/v1/cloth', { site, day: today(), kg: 18.5 })
    const marked = await post(stateOf, { state: 'calibration', reason: 'larutan pH 7', minutes: 30 })
    expect([first, second, weighed, marked].map(({ status }) => status)).toEqual([201, 201, 201, 201])
    await station.stop('SIGKILL')
    station = await startStationProcess({ directory })

    await expect.poll(async () => (await samples()).items.length).toBe(2)
    const [newer, older] = (await samples()).items
    expect(newer).toMatchObject({
      id: second.body.id,
      corrects: first.body.id,
      correctedBy: null,
      by: 'admin',
    })
    expect(older).toMatchObject({
      id: first.body.id,
      correctedBy: second.body.id,
      values: [{ value: 1_400 }],
    })
    expect((await cloth()).items).toMatchObject([{ day: today(), kg: 18.5, correctedBy: null }])
    expect(await outletState()).toMatchObject({
      state: 'calibration',
      saidBy: 'person',
      reason: 'larutan pH 7',
    })
  })

  it('is corrected once, by whoever comes first; the others are told what stands', async () => {
    const { body } = await post('/api/v1/lab-samples', sample())
    const answers = await Promise.all(
      [1, 2, 3].map((n) => post('/api/v1/lab-samples', sample({ corrects: body.id, reason: `kali ${n}` }))),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const [standing] = (await samples()).items
    for (const refused of answers.filter(({ status }) => status === 409))
      expect(refused.body.detail).toContain(`what stands is ${standing?.id}`)
    expect((await samples()).items).toHaveLength(2)
  })

  it.each([
    ['a time to come', { takenAt: Date.now() + 3_600_000 }, 400, 'json.takenAt'],
    ['a negative value', { values: [cod(-1)] }, 400, 'json.values.0.value'],
    ['another unit', { values: [{ ...cod(140), unit: 'g/L' }] }, 400, 'expected “mg/L”, the unit of cod'],
    ['an unknown parameter', { values: [{ ...cod(1), parameter: 'tds' }] }, 400, 'json.values.0.parameter'],
    ['a parameter twice', { values: [cod(1), cod(2)] }, 400, 'expected each parameter once'],
    ['no value', { values: [] }, 400, 'json.values'],
    ['an unknown point', { point: 'roof' }, 404, `${site}/roof`],
    ['an unknown site', { site: 'elsewhere' }, 404, 'elsewhere/outlet'],
    ['a reason for nothing', { reason: 'x' }, 400, 'json.reason'],
    ['what is not there to correct', { corrects: crypto.randomUUID(), reason: 'x' }, 404, 'no entry'],
  ])('refuses %s, says why, and writes nothing', async (_, more, status, says) => {
    const answer = await post('/api/v1/lab-samples', sample(more))
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toContain(says)
    expect((await samples()).items).toEqual([])
  })
})

it('has one figure of cloth a day, which a correction replaces and does not remove', async () => {
  const first = await post('/api/v1/cloth', { site, day: today(), kg: 185 })
  const again = await post('/api/v1/cloth', { site, day: today(), kg: 20 })
  expect(again.status).toBe(409)
  expect(again.body.detail).toContain(`185 kg already; correct that figure, ${first.body.id}`)
  const corrected = { site, day: today(), kg: 18.5, corrects: first.body.id, reason: 'koma salah' }
  expect((await post('/api/v1/cloth', corrected)).status).toBe(201)
  expect((await cloth()).items).toMatchObject([
    { kg: 18.5, correctedBy: null, reason: 'koma salah' },
    { kg: 185, correctedBy: expect.any(String) },
  ])
  expect((await post('/api/v1/cloth', { site, day: '2099-01-01', kg: 1 })).status).toBe(400)
  expect((await post('/api/v1/cloth', { site, day: today(), kg: -1 })).status).toBe(400)
})

it('marks a point, says who, until when and why, and lets it run again', async () => {
  expect(await outletState()).toMatchObject({ state: 'running', saidBy: 'nobody' })
  const { body } = await post(stateOf, { state: 'calibration', reason: 'larutan pH 7' })
  const said = { state: 'calibration', by: 'admin', reason: 'larutan pH 7' }
  expect(body).toMatchObject({ ...said, saidBy: 'person' })
  const { since, until } = body as unknown as { since: string; until: string }
  expect(Date.parse(until) - Date.parse(since)).toBe(3_600_000)
  const withheld = await station.api<{ items: { id: string }[] }>(`/api/v1/withheld-alarms?site=${site}`)
  expect(withheld.items.map(({ id }) => id)).toContain(`${site}.${point}.cod-limit-high`)

  const words = await station.api<{ items: object[] }>(`/api/v1/sites/${site}/points/${point}/states`)
  expect(words.items).toEqual([{ at: since, until, saidBy: 'person', ...said }])

  expect((await post(stateOf, { state: 'calibration', reason: 'x', minutes: 241 })).status).toBe(400)
  expect((await post(stateOf, { state: 'stopped' })).status).toBe(400)
  expect((await post(stateOf, { state: 'running' })).status).toBe(201)
  expect((await post(stateOf, { state: 'running' })).status).toBe(409)
  expect(await outletState()).toMatchObject({ state: 'running', saidBy: 'person', by: 'admin' })
})

it('R10: a token for one site, which only reads, reads the logbook of that site alone', async () => {
  const { token } = await station.api<{ token: string }>('/api/v1/tokens', {
    method: 'POST',
    body: { name: 'tablet', role: 'viewer', site, expiresAt: Date.now() + 3_600_000 },
  })
  const headers = { authorization: `Bearer ${token}` }
  for (const path of ['lab-samples', 'cloth', 'point-states']) {
    const status = async (of: string) =>
      (await station.request(`/api/v1/${path}?site=${of}`, { headers })).status
    expect([await status(site), await status('banjarmasin-sasirangan')], path).toEqual([200, 403])
  }
  expect((await post('/api/v1/lab-samples', sample(), headers)).status).toBe(403)
  expect((await post('/api/v1/cloth', { site, day: today(), kg: 1 }, headers)).status).toBe(403)
  expect((await post(stateOf, { state: 'stopped', reason: 'x' }, headers)).status).toBe(403)
})

it('is in a backup, and in the station that is restored from it', async () => {
  await post('/api/v1/lab-samples', sample())
  const [backup, restored] = [join(directory, 'backup'), join(directory, 'restored')]
  const jernih = (words: string[], data: string) =>
    promisify(execFile)(
      process.execPath,
      [join(import.meta.dirname, '../../services/station/src/backup/main.ts'), ...words],
      { env: { JERNIH_DATA_DIR: data } },
    )
  await jernih(['backup', backup], join(directory, 'data'))
  await jernih(['restore', backup], join(restored, 'data'))
  const before = await samples()
  await station.stop()
  station = await startStationProcess({ directory: restored })
  expect((await samples()).items).toEqual(before.items)
})
