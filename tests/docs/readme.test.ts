import { Settings } from '@jernih/station'
import { describe, expect, it } from 'vitest'
import { readDocument } from './documents.ts'

const readme = readDocument('README.md')
const scripts = Object.keys(
  (JSON.parse(readDocument('package.json')) as { scripts: Record<string, string> }).scripts,
)

/** The settings table: name, default and meaning of each. */
const table = [...readme.matchAll(/^\| `([A-Z_]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(
  ([, name = '', preset = '', meaning = '']) => ({ name, preset, meaning }),
)

describe('README.md', () => {
  it('opens with the two commands, the first thing to copy', () => {
    const [, block] = /```sh\n([\s\S]*?)```/.exec(readme) ?? []
    expect(block).toBe('npx --yes pnpm@12 start\nnpx --yes pnpm@12 test\n')
    expect(readme.indexOf('```')).toBeLessThan(800)
  })

  it('names only commands that there are', () => {
    const named = [...readme.matchAll(/pnpm@12 (\w+)/g)].map(([, script]) => script)
    expect(named.filter((script) => !scripts.includes(String(script)))).toEqual([])
  })

  it('tells every setting, and no other', () => {
    expect(new Set(table.map(({ name }) => name))).toEqual(new Set(Object.keys(Settings.shape)))
  })

  it.each(table)('tells the default of $name', ({ name, preset }) => {
    const inCode = Settings.shape[name as keyof typeof Settings.shape].safeParse(undefined).data
    if (inCode === undefined) expect(preset).not.toMatch(/`/)
    else expect(preset).toBe(`\`${inCode}\``)
  })
})
