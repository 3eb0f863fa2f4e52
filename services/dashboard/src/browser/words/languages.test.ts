import { globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { language, languages } from './language.ts'

const browser = join(import.meta.dirname, '..')
const files = globSync('**/*words*.ts', { cwd: browser }).concat(
  globSync('words/{alarm,field,shell}.ts', { cwd: browser }),
)

/** All that a part of the screen says, by its path; sentences with something in them as what makes them. */
function spoken(words: unknown, path = ''): Map<string, unknown> {
  if (typeof words !== 'object' || words === null) return new Map([[path, words]])
  return new Map(Object.entries(words).flatMap(([key, value]) => [...spoken(value, `${path}.${key}`)]))
}

it.each(files)('%s says everything in both languages', async (file) => {
  const exported = Object.values(await import(join(browser, file))).filter(
    (each) => typeof each === 'function',
  )
  expect(exported.length).toBeGreaterThan(0)
  for (const words of exported as (() => unknown)[]) {
    const [indonesian, english] = languages.map((each) => {
      language.value = each
      return spoken(words())
    }) as [Map<string, unknown>, Map<string, unknown>]
    expect([...english.keys()].sort()).toEqual([...indonesian.keys()].sort())
    for (const [path, text] of [...indonesian, ...english]) expect(text, path).not.toBe('')
  }
})
