import type { JudgedReading } from '@jernih/domain'
import { expect, it } from 'vitest'
import { minute, nine, outlet, plantSite } from '../testing/plant.ts'
import { TooManyEpisodes } from './episodes.ts'
import { rehearse } from './rehearse.ts'
import { mostEpisodes } from './report.ts'

/** In and out of the limit, minute by minute. */
async function* fluttering() {
  const judged = { parameter: 'cod', flag: 1, tests: '11111', late: false, repeat: 'no' } as const
  for (let n = 0; n < 2 * (mostEpisodes + 1); n++) {
    const reading: JudgedReading = { ...judged, at: nine + n * minute, value: n % 2 ? 200 : 90 }
    yield [reading]
  }
}

it('gives up on rules that raise more than anybody could work with', async () => {
  const impatient = { onDelaySeconds: 'instant', offDelaySeconds: 'instant' } as const
  const point = plantSite().points.filter(({ id }) => id === outlet)
  const present = { ...plantSite(), points: point }
  const changed = { ...present, rules: { limit: impatient } }
  const question = { present, changed, from: nine, to: nine + 1e6 * minute }
  await expect(rehearse(question, fluttering())).rejects.toBeInstanceOf(TooManyEpisodes)
})
