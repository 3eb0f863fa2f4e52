import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'

const browser = join(import.meta.dirname, '..')

/** The classes that a style sheet's rules begin with. */
function namesIn(path: string): string[] {
  const css = readFileSync(join(browser, path), 'utf8').replaceAll(/\/\*.*?\*\//gs, '')
  const selectors = [...css.matchAll(/([^{};]+)\{/g)].flatMap(([, list = '']) => list.split(','))
  return selectors.flatMap((selector) => /^\.[\w-]+/.exec(selector.trim()) ?? [])
}

/** What a page brought stays when another is looked at: a name that two of them dress would look by where somebody came from. */
it('lets no two pages dress the same class', () => {
  const owners = new Map<string, Set<string>>()
  for (const path of globSync('{pages,parts,style}/**/*.css', { cwd: browser })) {
    for (const name of namesIn(path)) owners.set(name, (owners.get(name) ?? new Set()).add(dirname(path)))
  }
  expect(owners.size).toBeGreaterThan(100)
  expect([...owners].filter(([, folders]) => folders.size > 1)).toEqual([])
})
