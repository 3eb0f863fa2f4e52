import { expect, it } from 'vitest'
import { watchHealth } from './health.ts'

const hourMs = 3_600_000

function begun(before: Parameters<typeof watchHealth>[0]['before'] = null) {
  let now = 0
  const told: string[] = []
  const health = watchHealth({
    clock: { now: () => now },
    before,
    async tell(state, { since }) {
      told.push(`${state} since ${since / hourMs} h`)
      return true
    },
  })
  return {
    ...health,
    told,
    later(ms: number) {
      now += ms
    },
  }
}

it('takes three failures in a row for its own, and not failures between which something went out', async () => {
  const { fails, works, failing, told } = begun()
  for (const step of [fails, fails, works, fails, fails]) await step('refused')
  expect(failing()).toBeNull()
  await fails('refused')
  expect(failing()).toEqual({ since: 0, reason: 'refused' })
  expect(told).toEqual(['failing since 0 h'])
})

it('tells it again once an hour, and once when it works again', async () => {
  const { fails, works, told, later } = begun()
  for (let minute = 0; minute <= 70; minute++) {
    await fails('refused')
    later(60_000)
  }
  await works()
  await works()
  expect(told).toEqual(['failing since 0 h', 'failing since 0 h', 'works since 0 h'])
})

it('tells after a restart that it works again, where its failing was told before', async () => {
  const { works, failing, told } = begun({ since: -hourMs, toldAt: -60_000, reason: 'refused' })
  expect(failing()).toEqual({ since: -hourMs, reason: 'refused' })
  await works()
  expect(failing()).toBeNull()
  expect(told).toEqual(['works since -1 h'])
})
