import { globSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDocument, root } from './documents.ts'

const unproved = 'not yet proved'

interface Promised {
  id: string
  /** Titles of the tests that prove it, as docs/promises.md quotes them. */
  titles: string[]
  proof: string
}

const promises: Promised[] = readDocument('docs/promises.md')
  .split(/^- /m)
  .slice(1)
  .map((block) => ({
    id: /^\*\*(R\d+)\*\*/.exec(block)?.[1] ?? '',
    proof: block,
    titles: [...block.matchAll(/“([^”]+)”/g)].map(([, title = '']) => title),
  }))

/** The text of every test, with quotes as they read rather than as they are written. */
const tests = globSync('{packages,services,simulators,tests}/**/*.{test,contract}.ts', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
})
  .map((path) => readDocument(path).replaceAll("\\'", "'"))
  .join('\n')

describe('docs/promises.md', () => {
  it('makes thirteen promises', () => {
    expect(promises.map(({ id }) => id)).toEqual(Array.from({ length: 13 }, (_, index) => `R${index + 1}`))
  })

  it.each(promises)(
    '$id names tests that exist, or says plainly that nothing proves it yet',
    ({ titles, proof }) => {
      expect(titles.filter((title) => !tests.includes(title))).toEqual([])
      if (titles.length === 0) expect(proof).toContain(unproved)
    },
  )

  it.each(promises)('$id lists every test that bears its name', ({ id, titles }) => {
    expect(bearing(id).filter((title) => !titles.includes(title))).toEqual([])
  })

  it('leaves no test to a promise that is not made', () => {
    const ids = promises.map(({ id }) => id)
    expect([...tests.matchAll(/['"`](R\d+): /g)].filter(([, id = '']) => !ids.includes(id))).toEqual([])
  })
})

/** The titles of tests that begin with a promise's name, whatever quotes they are written in. */
function bearing(id: string): string[] {
  const titles = tests.matchAll(new RegExp(`(['"\`])(${id}: .*?)\\1(?=,|\\)|\\s)`, 'g'))
  return [...titles].map(([, , title = '']) => title)
}
