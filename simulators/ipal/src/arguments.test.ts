import { expect, it } from 'vitest'
import { parseArguments, UsageError } from './arguments.ts'

it('reads stories with and without a time', () => {
  const { story } = parseArguments(['--story', 'rain', '--story', 'acid-bypass@2026-11-24T10:00:00+07:00'])
  expect(story).toEqual([
    { name: 'rain', at: null },
    { name: 'acid-bypass', at: Date.parse('2026-11-24T03:00:00Z') },
  ])
})

it('names every mistake at once', () => {
  expect(() =>
    parseArguments(['--speed', '0', '--interval', '7', '--story', 'flood', '--zone', 'WIB']),
  ).toThrow(/--zone.*--speed.*--interval.*--story/s)
})

it('refuses an option that it does not know', () => {
  expect(() => parseArguments(['--fast'])).toThrow(UsageError)
})
