import { Agent, request } from 'node:http'
import fc from 'fast-check'
import mqtt from 'mqtt'
import { expect, it } from 'vitest'
import { memoryMb, type StationProcess, startStationProcess } from '../station/station-process.ts'
import { type Call, describedCalls, type Known, type OpenApi } from './described-calls.ts'

/** Requests in all, over all operations: the long mode has 100,000 of them. */
const requests = Number(process.env['JERNIH_FUZZ'] ?? 20_000)
const atOnce = 8
const guessed = new Set(['POST /session', 'POST /api/v1/claims/redeem'])
/** Of what a third of the requests may leave behind. */
const growthMb = 30
/** What the collector lets the heap grow by before it has its size comes within so many thirds, and then no more. */
const warmUp = { settledMb: 10, mostRounds: 9 }

interface Named {
  id: string
}

it(`R11: ${requests} requests, as described and as junk, end in no 5xx, and each refusal is a problem document`, {
  timeout: 900_000,
}, async () => {
  // Else the limit on calls would answer in the place of what is asked.
  const station = await startStationProcess({ environment: { HTTP_CALLS_PER_MINUTE: '1000000' } })
  const operations = describedCalls(await station.api<OpenApi>('/openapi.json'), await known(station))
  expect(operations.length).toBeGreaterThan(20)
  const rounds = Math.ceil(requests / operations.length / atOnce / 3)
  const agent = new Agent({ keepAlive: true })
  const answers = new Map<string, Set<number>>()

  /**
   * Answers the least memory that the station had after any of the operations, in MB: what stays, without what is in use for a moment, as
   * the 19 MiB of a password.
   */
  async function fuzz(numRuns: number): Promise<number> {
    let least = Number.POSITIVE_INFINITY
    for (const { operation, calls } of operations) {
      const statuses = answers.get(operation) ?? new Set()
      answers.set(operation, statuses)
      const together = fc.array(calls, { minLength: atOnce, maxLength: atOnce })
      const property = fc.asyncProperty(together, async (batch) => {
        const all = await Promise.all(batch.map((call) => ask(station, call, agent)))
        for (const status of all) statuses.add(status)
      })
      await fc.assert(property, { numRuns, endOnFailure: true })
      least = Math.min(least, memoryMb(station.pid))
    }
    return least
  }

  /** A third again and again, until one adds next to nothing; answers the memory then. */
  async function settle(): Promise<number> {
    let before = await fuzz(rounds)
    for (let round = 1; round < warmUp.mostRounds; round++) {
      const now = await fuzz(rounds)
      if (now - before < warmUp.settledMb) return now
      before = now
    }
    throw new Error(`memory still grows after ${warmUp.mostRounds} rounds, to ${before} MB`)
  }

  const warm = await settle()
  const after = await fuzz(rounds)
  agent.destroy()
  const statuses = [...answers.values()]
  expect(statuses.filter((all) => [...all].some((status) => status < 400)).length).toBeGreaterThan(20)
  // A name or a code that is guessed at is locked, as it should be.
  const limited = [...answers].filter(([, all]) => all.has(429)).map(([operation]) => operation)
  expect(limited.filter((operation) => !guessed.has(operation))).toEqual([])
  expect(after - warm).toBeLessThan(growthMb)
  expect((await station.request('/healthz')).status).toBe(200)
  expect(station.log()).not.toMatch(/fatal|uncaught|"level":"?(error|50|60)/i)
  expect(await station.stop()).toBe(0)
})

/** The status, once it is sure that this is an answer to be proud of. */
async function ask(station: StationProcess, call: Call, agent: Agent): Promise<number> {
  const story = `${call.method} ${call.path.slice(0, 200)}`
  const { status, type, text } = await send(station, call, agent)
  expect(status, story).toBeLessThan(500)
  if (status < 400) return status
  expect(type, `${story}: ${status}`).toBe('application/problem+json')
  const filled = expect.stringMatching(/./)
  expect(JSON.parse(text), story).toMatchObject({ status, title: filled, detail: filled })
  return status
}

/** An endless stream is let go once it has begun. */
function send(
  { httpUrl, token }: StationProcess,
  { method, path, headers, body }: Call,
  agent: Agent,
): Promise<{ status: number; type: string; text: string }> {
  return new Promise((resolve, reject) => {
    const options = { method, agent, headers: { authorization: `Bearer ${token}`, ...headers } }
    const asked = request(httpUrl + path, options, (answer) => {
      const { statusCode: status = 0, headers: told } = answer
      const type = told['content-type'] ?? ''
      let text = ''
      answer.setEncoding('utf8').on('data', (piece) => (text += piece))
      answer.on('error', reject).on('end', () => resolve({ status, type, text }))
      if (!type.startsWith('text/event-stream')) return
      resolve({ status, type, text })
      answer
        .removeAllListeners('error')
        .on('error', () => {})
        .destroy()
    })
    asked.on('error', (cause) => reject(new Error(`${method} ${path.slice(0, 200)}`, { cause })))
    asked.end(body ?? undefined)
  })
}

/** Names of what there is: sites, points, a device, an alarm. */
async function known(station: StationProcess): Promise<Known> {
  const sites = await station.api<Named[]>('/api/v1/sites')
  const account = await station.device('mojokerto-batik', 'outlet')
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${station.mqttPort}`, account)
  const hour = Array.from({ length: 60 }, (_, minute) => ({
    at: Date.now() - (60 - minute) * 60_000,
    readings: { cod: 900 },
  }))
  await client.publishAsync('ipal/mojokerto-batik/outlet/readings', JSON.stringify(hour), { qos: 1 })
  await client.endAsync()
  const list = () => station.api<{ items: Named[] }>('/api/v1/alarms')
  await expect.poll(async () => (await list()).items.length, { timeout: 10_000 }).toBeGreaterThan(0)
  const [devices, { items: alarms }] = [await station.api<Named[]>('/api/v1/devices'), await list()]
  const ids = (things: readonly Named[]) => things.map(({ id }) => id)
  return { site: ids(sites), point: ['outlet', 'inlet'], id: ids([...devices, ...alarms]) }
}
