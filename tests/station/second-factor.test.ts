import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { enrol } from './enrol.ts'
import { type StationProcess, startStationProcess } from './station-process.ts'

let directory: string
let station: StationProcess
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-second-factor-'))
  station = await startStationProcess({ directory })
})
afterEach(async () => {
  await station.stop()
  await rm(directory, { recursive: true })
})

const siti = { username: 'siti', password: 'batik tulis 2026' }

/** The status, and what kind of problem it was, if one. */
async function signIn(code?: string): Promise<string> {
  const answer = await fetch(`${station.httpUrl}/session`, {
    method: 'POST',
    body: JSON.stringify({ ...siti, code }),
    headers: { 'content-type': 'application/json' },
  })
  const { type } = answer.ok ? { type: '' } : ((await answer.json()) as { type: string })
  return `${answer.status} ${type.split(':').at(-1)}`.trim()
}

it('R10: lets in by a second factor alone whoever has one, each code once, after a restart too', async () => {
  const body = { ...siti, name: 'Siti Rahayu', role: 'officer' }
  const { id } = await station.api<{ id: string }>('/api/v1/people', { method: 'POST', body })
  const { code, recoveryCodes } = await enrol(station.httpUrl, siti)
  const [recoveryCode = '', another = ''] = recoveryCodes
  const next = code(30_000)
  expect([await signIn(), await signIn('000000'), await signIn(next), await signIn(next)]).toEqual([
    '401 totp-required',
    '401 totp-wrong',
    '204',
    '401 totp-wrong',
  ])
  expect([await signIn(recoveryCode), await signIn(recoveryCode)]).toEqual(['204', '401 totp-wrong'])

  await station.stop()
  station = await startStationProcess({ directory })
  expect([await signIn(), await signIn(next), await signIn(recoveryCode), await signIn(another)]).toEqual([
    '401 totp-required',
    '401 totp-wrong',
    '401 totp-wrong',
    '204',
  ])

  const gone = await station.request(`/api/v1/people/${id}/second-factor`, { method: 'DELETE' })
  expect([gone.status, await signIn()]).toEqual([204, '204'])
})

it('R10: locks the name out after ten wrong codes, though the password was right each time', async () => {
  await station.api('/api/v1/people', { method: 'POST', body: { ...siti, name: 'Siti', role: 'officer' } })
  const { code, recoveryCodes } = await enrol(station.httpUrl, siti)
  for (let n = 0; n < 10; n++) expect(await signIn('000000')).toBe('401 totp-wrong')
  expect([await signIn(code(30_000)), await signIn(recoveryCodes[0])]).toEqual([
    '429 too-many',
    '429 too-many',
  ])
})
