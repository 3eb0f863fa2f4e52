import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type StationProcess, startStationProcess } from './station-process.ts'

let directory: string
let station: StationProcess
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-people-'))
  station = await startStationProcess({ directory })
})
afterEach(async () => {
  await station.stop()
  await rm(directory, { recursive: true })
})

const siti = { username: 'siti', password: 'batik tulis 2026' }

it('R10: lets whoever opens the printed link, once, make the first administrator', async () => {
  const [path = ''] = /\/sign-in\/\S+/.exec(station.log()) ?? []
  const open = () => fetch(station.httpUrl + path, { redirect: 'manual' })
  const opened = await open()
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  const made = await fetch(`${station.httpUrl}/api/v1/people`, {
    method: 'POST',
    body: JSON.stringify({ ...siti, name: 'Siti Rahayu', role: 'administrator' }),
    headers: { 'content-type': 'application/json', cookie, origin: station.httpUrl },
  })
  expect(made.status).toBe(201)
  expect((await open()).headers.get('set-cookie')).toBeNull()
  const own = await signIn(siti)
  const people = await fetch(`${station.httpUrl}/api/v1/people`, { headers: { cookie: own.cookie } })
  expect(await people.json()).toMatchObject([
    { username: 'siti', role: 'administrator', secondFactor: false },
  ])
})

async function signIn(credentials: object): Promise<{ status: number; cookie: string }> {
  const answer = await fetch(`${station.httpUrl}/session`, {
    method: 'POST',
    body: JSON.stringify(credentials),
    headers: { 'content-type': 'application/json' },
  })
  return { status: answer.status, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '' }
}

it('R10: knows people and programs after a restart, lets each do what their role may, and has a log of it', async () => {
  await station.api('/api/v1/people', {
    method: 'POST',
    body: { ...siti, name: 'Siti Rahayu', role: 'officer' },
  })
  const { token } = await station.api<{ token: string }>('/api/v1/tokens', {
    method: 'POST',
    body: { name: 'prometheus', role: 'viewer', expiresAt: Date.now() + 3_600_000 },
  })
  await station.stop()
  station = await startStationProcess({ directory })

  const status = async (path: string, headers: Record<string, string>) =>
    (await fetch(station.httpUrl + path, { headers })).status
  const program = { authorization: `Bearer ${token}` }
  expect(await status('/metrics', program)).toBe(200)
  expect(await status('/api/v1/audit', program)).toBe(403)

  expect((await signIn({ ...siti, password: 'batik cap 2026' })).status).toBe(401)
  const { cookie } = await signIn(siti)
  expect(await status('/api/v1/people', { cookie })).toBe(403)
  const audit = await fetch(`${station.httpUrl}/api/v1/audit`, { headers: { cookie } })
  expect(((await audit.json()) as { items: unknown[] }).items).toMatchObject([
    { act: 'GET /api/v1/people', by: 'siti', outcome: 'refused' },
    { act: 'POST /session', by: 'siti', role: 'officer', outcome: 'done' },
    { act: 'POST /session', by: null, about: 'siti', outcome: 'refused' },
    { act: 'GET /api/v1/audit', by: 'token:prometheus', outcome: 'refused' },
    { act: 'POST /api/v1/tokens', by: 'admin', outcome: 'done' },
    { act: 'POST /api/v1/people', by: 'admin', outcome: 'done' },
  ])
})
