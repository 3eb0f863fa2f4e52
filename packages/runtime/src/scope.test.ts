import { beforeEach, expect, it } from 'vitest'
import { createLog } from './log.ts'
import { createScope, type Scope } from './scope.ts'

let lines: string[]
let closed: string[]
let scope: Scope

beforeEach(() => {
  lines = []
  closed = []
  scope = createScope(createLog('info', { write: (line) => lines.push(line) }))
})

function closable(name: string, close: () => Promise<void> | void = () => {}) {
  return {
    name,
    async close() {
      await close()
      closed.push(name)
    },
  }
}

it('gives back what it was given', () => {
  const journal = closable('journal')
  expect(scope.add(journal)).toBe(journal)
})

it('closes in reverse order, each after the other has ended', async () => {
  scope.add(closable('journal'))
  scope.add(closable('store', () => new Promise((resolve) => setTimeout(resolve, 20))))
  scope.add(closable('gateway'))
  await scope.close()
  expect(closed).toEqual(['gateway', 'store', 'journal'])
})

it('goes on after a failure and tells it', async () => {
  scope.add(closable('journal'))
  scope.add(
    closable('store', () => {
      throw new Error('disk full')
    }),
  )
  scope.add(closable('gateway'))
  await scope.close()
  expect(closed).toEqual(['gateway', 'journal'])
  expect(lines).toEqual([expect.stringContaining('closing failed')])
})

it('closes everything once, however often it is asked', async () => {
  scope.add(closable('journal'))
  await Promise.all([scope.close(), scope.close()])
  await scope.close()
  expect(closed).toEqual(['journal'])
})

it('closes what comes too late', async () => {
  await scope.close()
  scope.add(closable('latecomer'))
  await scope.close()
  expect(closed).toEqual(['latecomer'])
})
