import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepClientId } from './client-id.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-client-id-'))
})
afterEach(() => rm(directory, { recursive: true }))

it('is the same at every start, and nothing else is left lying about', async () => {
  const id = await keepClientId(directory)
  expect(id).toMatch(/^jernih-[0-9a-f]{16}$/)
  expect(await keepClientId(directory)).toBe(id)
  expect(await readdir(directory)).toEqual(['mqtt-client-id'])
})

it('is made anew where a power cut left an empty file', async () => {
  await writeFile(join(directory, 'mqtt-client-id'), '')
  const id = await keepClientId(directory)
  expect(id).toMatch(/^jernih-/)
  expect(await keepClientId(directory)).toBe(id)
})
