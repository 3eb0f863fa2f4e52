import { expect, it } from 'vitest'
import { watchHealth } from './health.ts'

function begun() {
  let now = 0
  const turns: string[] = []
  const health = watchHealth({
    clock: { now: () => now++ },
    onTurn: (state, { since }) => turns.push(`${state} since ${since}`),
  })
  return { ...health, turns }
}

it('takes three failures in a row for its own, and not failures between which something went out', () => {
  const { fails, works, failing, turns } = begun()
  for (const step of [fails, fails, works, fails, fails]) step('refused')
  expect(failing()).toBeNull()
  fails('refused')
  expect(failing()).toEqual({ since: 2, reason: 'refused' })
  expect(turns).toEqual(['failing since 2'])
})

it('turns once when it begins to fail, and once when it works again', () => {
  const { fails, works, turns } = begun()
  for (let n = 0; n < 70; n++) fails('refused')
  works()
  works()
  expect(turns).toEqual(['failing since 0', 'works since 0'])
})

it('is not known before something went out, or three times did not', () => {
  const { fails, isKnown } = begun()
  const known = [1, 2, 3].map(() => {
    fails('refused')
    return isKnown()
  })
  expect(known).toEqual([false, false, true])
  const other = begun()
  other.works()
  expect(other.isKnown()).toBe(true)
})
