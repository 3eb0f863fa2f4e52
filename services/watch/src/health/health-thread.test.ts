import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@jernih/runtime'
import { expect, it } from 'vitest'
import { openAlarms } from '../migrations.ts'
import { plant } from '../testing/plant.ts'
import { createHealthThread } from './health-thread.ts'

it('lets a question go that takes too long, and answers the one after it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-health-'))
  const file = join(directory, 'alarms.db')
  await (await openAlarms(openDatabase, file)).close()
  const thread = createHealthThread(file)
  const question = { site: plant, from: 0, to: 1, now: 1, zone: 'Asia/Jakarta', operators: 1 }
  // Some 25,000 years, cut into their days.
  const endless = { ...question, from: -4e14, to: 4e14 }

  expect(await thread.ask(endless, AbortSignal.timeout(300))).toBe('late')
  expect(await thread.ask(question, AbortSignal.timeout(10_000))).toMatchObject({ raised: 0 })
  expect(await thread.ask(question, AbortSignal.abort())).toBe('late')

  const under = thread.ask(endless, AbortSignal.timeout(10_000)).catch((error: Error) => error.message)
  await thread.close()
  expect(await under).toMatch(/abort|closed/)
  await rm(directory, { recursive: true })
})
