import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openJournal } from '@jernih/journal'
import { createLog, createScope } from '@jernih/runtime'
import { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { plantSite, reading, siteFile, started } from './testing/plant.ts'
import { startWatch } from './watch.ts'

it('R7: a transition and what others make of it are on disk together', async () => {
  const log = createLog('silent')
  const scope = createScope(log)
  const directory = await mkdtemp(join(tmpdir(), 'jernih-alongside-'))
  const file = new DatabaseSync(join(directory, 'alarms.db'))
  file.exec('CREATE TABLE letter (about TEXT) STRICT')
  const journal = scope.add(await openJournal({ directory, log, consumers: ['watch'] }))
  const watch = scope.add(
    await startWatch({
      ...{ journal, directory, log, metrics: new Registry() },
      alongside: (changes) => [
        { sql: 'INSERT INTO letter VALUES (?)', rows: changes.map(({ transition }) => [transition.id]) },
      ],
    }),
  )
  const drafts = [started(0), siteFile(0, plantSite()), ...[1, 2].map((at) => reading('cod', 200, { at }))]
  await watch.reached(Math.max(...(await Promise.all(drafts.map((draft) => journal.append(draft))))))

  const letters = file.prepare('SELECT about FROM letter').all()
  expect(letters).toHaveLength(1)
  expect(letters).toEqual(file.prepare('SELECT id AS about FROM transition').all())
  file.close()
  await scope.close()
})
