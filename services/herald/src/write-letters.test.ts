import { expect, it } from 'vitest'
import { change, nine, plantSite } from './testing/plant.ts'
import { writeLetters } from './write-letters.ts'

const site = plantSite([{ name: 'Siti', role: 'operator', email: 'siti@example.org' }])
const told = (given: Parameters<typeof change>[1]) => {
  const letters = writeLetters({
    site,
    ...change(7, given),
    channels: new Set(['email']),
    at: nine,
    simulated: false,
  })
  return { all: letters.letters.length, following: letters.following.length }
}
const suppression = { since: nine, cause: 'power-cut' }
const held = { state: 'suppressed-by-design', suppression }

it.each([
  { story: 'all are told what begins', given: {}, all: 1, following: 0 },
  { story: 'nobody is told what begins behind its cause', given: { alarm: held }, all: 0, following: 0 },
  {
    story: 'that a cause holds it back concerns those who know of it',
    given: { step: 'suppressed' as const, alarm: held },
    ...{ all: 0, following: 1 },
  },
  {
    story: 'that it ended behind its cause concerns those who know of it',
    given: {
      step: 'cleared' as const,
      alarm: { status: 'cleared', state: 'normal', clearedAt: nine, suppression },
    },
    ...{ all: 0, following: 1 },
  },
  {
    story: 'all are told what is still so when its cause has ended',
    given: { step: 'unsuppressed' as const },
    ...{ all: 1, following: 0 },
  },
])('$story', ({ given, all, following }) => expect(told(given)).toEqual({ all, following }))
