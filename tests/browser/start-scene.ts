import { everyDay, generate, type SimulatedPoint, startSimulator } from '@jernih/ipal'
import { createLog, createScope, systemClock } from '@jernih/runtime'
import { connectAsync } from 'mqtt'
import type { Browser, BrowserContext } from 'playwright-core'
import { type StationProcess, startStationProcess } from '../station/station-process.ts'
import { fillHistory, type ValueAt } from './fill-history.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Plant time that passes before the eyes of the station, and how much faster than the clock. */
const watchedMs = 3 * hourMs
const speed = 120
/** Since when the coagulant has been out: bad water has come through by now, and leaves. */
const coagulantOutMs = 80 * minuteMs

const site = 'mojokerto-batik'
const points: readonly SimulatedPoint[] = [
  {
    site,
    point: 'inlet',
    water: 'inlet',
    intervalSeconds: 60,
    parameters: ['ph', 'cod', 'tss', 'flow', 'temperature'],
  },
  {
    site,
    point: 'outlet',
    water: 'outlet',
    intervalSeconds: 60,
    parameters: ['ph', 'cod', 'tss', 'nh3n', 'flow', 'temperature'],
  },
]
const otherPoints: readonly SimulatedPoint[] = [
  {
    site: 'banjarmasin-sasirangan',
    point: 'outlet',
    water: 'outlet',
    intervalSeconds: 120,
    parameters: ['ph', 'cod', 'tss', 'flow'],
  },
]

const people = {
  siti: { name: 'Siti Rahayu', role: 'operator' },
  budi: { name: 'Budi Santoso', role: 'officer' },
  dewi: { name: 'Dewi Lestari', role: 'viewer' },
} as const
type Username = keyof typeof people
const password = 'membatik pagi hari'

/** A station in the middle of a bad evening, with all that its people have entered before. */
export interface Scene {
  station: StationProcess
  /** A browser in which this person is signed in. */
  enter(browser: Browser, who: Username | 'admin', device?: object): Promise<BrowserContext>
  close(): Promise<void>
}

/** Takes two minutes: three hours of two virtual plants pass meanwhile, after a month that the store is given. */
export async function startScene(directory: string): Promise<Scene> {
  const now = Date.now()
  const log = createLog('warn')
  const scope = createScope(log)
  await fillMonth(directory, now - watchedMs)
  const station = await startStationProcess({ directory })
  scope.add({ close: async () => void (await station.stop('SIGKILL')) })
  try {
    for (const plant of plantsAt(now)) {
      const credentials = await Promise.all(plant.points.map((point) => createDevice(station, point)))
      const live = { url: `mqtt://127.0.0.1:${station.mqttPort}`, speed, startAt: now - watchedMs }
      scope.add(
        await startSimulator({ ...plant, ...live, credentials, calendar: everyDay, clock: systemClock, log }),
      )
    }
    await enterPeople(station)
    await enterWork(station, now)
    await mistype(station)
  } catch (error) {
    await scope.close()
    throw error
  }
  return {
    station,
    async enter(browser, who, device = {}) {
      const context = await browser.newContext({ reducedMotion: 'reduce', ...device })
      const data = who === 'admin' ? { token: station.token } : { username: who, password }
      const answer = await context.request.post(`${station.httpUrl}/session`, { data })
      if (!answer.ok()) throw new Error(`${who} is not let in: ${answer.status()}`)
      return context
    },
    close: () => scope.close(),
  }
}

function plantsAt(now: number) {
  return [
    {
      seed: 1,
      zone: 'Asia/Jakarta',
      points,
      stories: [{ name: 'coagulant-out', at: now - coagulantOutMs } as const],
    },
    { seed: 3, zone: 'Asia/Makassar', points: otherPoints, stories: [] },
  ]
}

/** A made-up device, which the page says. */
async function createDevice(station: StationProcess, { site, point }: SimulatedPoint) {
  const body = { site, point, simulated: true }
  const { username, password } = await station.api<{ username: string; password: string }>(
    '/api/v1/devices',
    {
      method: 'POST',
      body,
    },
  )
  return { site, point, username, password }
}

/** The month before, as the store would have it. */
async function fillMonth(directory: string, to: number): Promise<void> {
  const from = to - 31 * dayMs
  const series = new Map<string, Map<number, number>>()
  const stories = [
    { name: 'lorod-bypass', at: to - 19 * dayMs },
    { name: 'rain', at: to - 12 * dayMs },
    { name: 'coagulant-out', at: to - 6 * dayMs },
  ] as const
  const outlet = points.filter(({ point }) => point === 'outlet')
  for (const { topic, payload } of generate({
    seed: 1,
    from,
    to,
    stories,
    points: outlet,
    calendar: everyDay,
  })) {
    if (!topic.endsWith('/readings')) continue
    const { at, readings } = JSON.parse(payload) as { at: string; readings: Record<string, number> }
    const minute = Math.floor((Date.parse(at) - from) / minuteMs)
    for (const [parameter, value] of Object.entries(readings)) {
      const values = series.get(parameter) ?? new Map<number, number>()
      series.set(parameter, values.set(minute, value))
    }
  }
  const valueAt =
    (values: ReadonlyMap<number, number>): ValueAt =>
    (minute) => {
      const value = values.get(minute)
      return value === undefined ? null : { value, flag: 1 }
    }
  const entries = [...series].map(([parameter, values]) => [parameter, valueAt(values)])
  await fillHistory({ directory, from, to, series: Object.fromEntries(entries) })
}

async function enterPeople(station: StationProcess): Promise<void> {
  for (const [username, person] of Object.entries(people))
    await station.api('/api/v1/people', { method: 'POST', body: { username, password, ...person } })
}

/** What Siti has entered: two weeks of cloth, two certificates of the laboratory, and that she calibrates the inlet's probe. */
async function enterWork({ httpUrl }: StationProcess, now: number): Promise<void> {
  const post = async (path: string, body: object, headers = {}) => {
    const typed = { 'content-type': 'application/json', origin: httpUrl, ...headers }
    const answer = await fetch(httpUrl + path, { method: 'POST', body: JSON.stringify(body), headers: typed })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  const signedIn = await post('/session', { username: 'siti', password })
  const cookies = signedIn.headers.getSetCookie().map((each) => each.split(';')[0])
  const enter = (path: string, body: object) => post(path, body, { cookie: cookies.join('; ') })

  for (let days = 14; days > 0; days--) {
    const day = new Date(now - days * dayMs + 7 * hourMs).toISOString().slice(0, 10)
    // Nobody wrote down what was finished three days ago, which the page says.
    if (days !== 3) await enter('/api/v1/cloth', { site, day, kg: 14 + ((days * 37) % 90) / 10 })
  }
  for (const { days, cod, tss, certificate } of certificates)
    await enter('/api/v1/lab-samples', {
      site,
      point: 'outlet',
      takenAt: now - days * dayMs - hourMs / 2,
      laboratory: 'Laboratorium Lingkungan Kota Mojokerto',
      certificate,
      values: [
        { parameter: 'ph', unit: '', value: 7.1 },
        { parameter: 'cod', unit: 'mg/L', value: cod },
        { parameter: 'tss', unit: 'mg/L', value: tss },
        { parameter: 'chromium', unit: 'mg/L', value: 0.005, lessThan: true },
      ],
    })
  const mark = { state: 'calibration', minutes: 45, reason: 'Buffer pH 4,01 dan 7,00' }
  await enter(`/api/v1/sites/${site}/points/inlet/state`, mark)
}

/** The younger one was taken while the coagulant was out the last time. */
const certificates = [
  { days: 20, cod: 101, tss: 24, certificate: 'LHU-2026-1103' },
  { days: 6, cod: 193, tss: 53, certificate: 'LHU-2026-1187' },
]

/** A logger that writes its decimals with a comma, as one did before it was set right. */
async function mistype(station: StationProcess): Promise<void> {
  const { username, password } = await station.device(site, 'inlet')
  const client = await connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, { username, password })
  const payload = JSON.stringify({ at: Date.now(), readings: { ph: '7,12', cod: '412,5' } })
  await client.publishAsync(`ipal/${site}/inlet/readings`, payload, { qos: 1 })
  await client.endAsync()
}
