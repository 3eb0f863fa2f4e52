import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Way } from '@jernih/domain'
import { type Draft, type Journal, openJournal } from '@jernih/journal'
import { createLog } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { act, begin, minute, nine, siteFile, tick } from './testing/plant.ts'
import { slowly } from './testing/slow-journal.ts'
import { startWatch, type Watch } from './watch.ts'

const log = createLog('silent')
const alarm = (way?: Way) => `plant.station.notification-failing${way ? `-${way}` : ''}`

const fails = (at: number, holds: boolean, way?: Way): Draft => ({
  ...{ kind: 'fault', receivedAt: nine + at * minute, fault: 'notification-failing' },
  ...{ holds, value: Number(holds), ...(way && { way }) },
})

/** Ways that fail and work again, through every state that an alarm of theirs can be in, after an older version's. */
const story = [
  ...begin,
  fails(1, true),
  act(2, alarm(), 'acknowledge'),
  fails(3, false),
  fails(3, true, 'email'),
  fails(4, true, 'telegram'),
  act(5, `${alarm('email')}.5`, 'acknowledge'),
  act(6, alarm('telegram'), { shelveUntil: 8 }),
  fails(7, false, 'telegram'),
  tick(9),
  fails(10, true, 'telegram'),
  act(11, alarm('webhook'), 'out-of-service'),
  fails(12, true, 'webhook'),
  fails(13, false, 'email'),
  act(14, alarm('push'), { shelveUntil: 20 }),
  fails(15, true, 'push'),
  act(16, alarm('push'), 'unshelve'),
  fails(17, false, 'webhook'),
  act(18, alarm('webhook'), 'return-to-service'),
  fails(19, false, 'telegram'),
  siteFile(20, null),
]

it('R4: ways that fail have the alarms of a watch without a stop, though it stops after every entry', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'jernih-ways-'))
  const journal = await openJournal({ directory, log, consumers: ['watch'] })
  for (const draft of story) await journal.append(draft)
  const start = (from: Journal, at: string) =>
    startWatch({ journal: from, directory: at, log, metrics: new Registry() })

  const undisturbed = await start(journal, await mkdtemp(join(tmpdir(), 'jernih-ways-')))
  const expected = await everything(undisturbed, journal.head())
  await undisturbed.close()
  const states = expected.flatMap(({ transitions }) => transitions.map(({ after }) => after?.state))
  expect(new Set(states)).toEqual(
    new Set([
      ...['unacknowledged-active', 'acknowledged-active', 'returned-unacknowledged', 'normal'],
      ...['shelved', 'out-of-service'],
    ]),
  )

  for (let stop = 1; stop < journal.head(); stop++) {
    const watch = await start(slowly(journal, stop), directory)
    await watch.reached(stop)
    await watch.close()
  }
  const watch = await start(journal, directory)
  expect(await everything(watch, journal.head())).toEqual(expected)
  await watch.close()
  await journal.close()
})

async function everything(watch: Watch, head: number) {
  await watch.reached(head)
  const { alarms } = await watch.list({ limit: 100 })
  const stories = await Promise.all(alarms.map(({ id }) => watch.get(id)))
  return stories.filter((one) => one !== null)
}
