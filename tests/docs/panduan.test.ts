import { globSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocument, root } from './documents.ts'

const guide = readDocument('docs/panduan.md')

/** What the screen says in Indonesian, each as a pattern: what a sentence takes in may be anything. */
const said = globSync('services/dashboard/src/browser/**/{*words*,words/*}.ts', { cwd: root })
  .filter((path) => !path.endsWith('.test.ts'))
  .flatMap((path) => [...readDocument(path).matchAll(/^ {2}id: \{$([\s\S]*?)^ {2}en: \{$/gm)])
  .flatMap(([, indonesian = '']) => [...indonesian.matchAll(/'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`/g)])
  .map(([, text, sentence]) => text?.replaceAll("\\'", "'") ?? sentence ?? '')
  // Of what is almost all taken in, anything would be an example.
  .filter((text) => /\p{L}{2}/u.test(text.replaceAll(/\$\{[^}]*\}/g, '')))
  .map(
    (text) =>
      new RegExp(
        `^${text
          .split(/\$\{[^}]*\}/)
          .map(RegExp.escape)
          .join('.+')}$`,
      ),
  )

describe('docs/panduan.md', () => {
  it('quotes the very words of the screen', () => {
    const quoted = [...guide.matchAll(/“([^”]+)”/g)].map(([, text = '']) => text.replaceAll(/\s+/g, ' '))
    expect(quoted.length).toBeGreaterThan(50)
    expect(quoted.filter((text) => !said.some((pattern) => pattern.test(text)))).toEqual([])
  })

  it('has every picture that there is, and the README has none but these', () => {
    const pictures = readdirSync(join(root, 'docs/screens')).map((name) => `screens/${name}`)
    const shown = (text: string) => [...text.matchAll(/!\[[^\]]+\]\((?:docs\/)?(screens\/[^)]+)\)/g)]
    const used = [guide, readDocument('README.md')].map((text) => shown(text).map(([, path]) => path))
    expect([...new Set(used.flat())].sort()).toEqual(pictures.sort())
  })
})
