import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** Which of our own packages each may use. A new edge is a decision: it is made here, in the open. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'packages/domain': [],
  'packages/runtime': [],
  'packages/quality': ['domain'],
  'packages/alarm': ['domain'],
  'packages/limits': ['domain'],
  'packages/guidance': ['domain'],
  'packages/windows': ['domain'],
  'packages/journal': ['domain', 'runtime'],
  'packages/store': ['domain', 'runtime'],
  'packages/sites': ['domain', 'runtime', 'limits'],
}

const root = join(import.meta.dirname, '..')
const packages = readdirSync(join(root, 'packages'))

function ownDependencies(folder: string): string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@jernih/'))
    .map((name) => name.slice('@jernih/'.length))
}

/** The screen knows the API's types, and nothing that runs. */
function typesOnly(folder: string): string[] {
  const { devDependencies = {} } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    devDependencies?: Record<string, string>
  }
  return folder === 'services/dashboard' && '@jernih/api' in devDependencies ? ['api'] : []
}

function references(folder: string): string[] {
  const { references: list = [] } = JSON.parse(readFileSync(join(root, folder, 'tsconfig.json'), 'utf8')) as {
    references?: { path: string }[]
  }
  return list.map(({ path }) => path.split('/').at(-1) ?? '')
}

function folders(parent: string): string[] {
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
}

describe('the architecture', () => {
  it('knows every package', () => {
    expect(folders('packages').sort()).toEqual(Object.keys(allowed).sort())
  })

  it.each(Object.entries(allowed))('%s uses only what it may', (folder, may) => {
    expect(ownDependencies(folder).filter((name) => !may.includes(name))).toEqual([])
  })

  it.each(folders('services').filter((folder) => folder !== 'services/station'))(
    '%s uses packages and no service',
    (folder) => {
      expect(ownDependencies(folder).filter((name) => !packages.includes(name))).toEqual([])
    },
  )

  it.each(folders('simulators'))('%s stands outside: it knows the words and the run time alone', (folder) => {
    expect(ownDependencies(folder).filter((name) => !['domain', 'runtime'].includes(name))).toEqual([])
  })

  it.each([...folders('packages'), ...folders('services'), ...folders('simulators')])(
    '%s tells the compiler the same as the installer',
    (folder) => {
      expect(references(folder).sort()).toEqual([...ownDependencies(folder), ...typesOnly(folder)].sort())
    },
  )

  it('the screen takes types from the API, and nothing that runs', () => {
    const sources = globSync('services/dashboard/src/**/*.{ts,tsx}', { cwd: root })
    const lines = sources.flatMap((file) => readFileSync(join(root, file), 'utf8').split('\n'))
    const taken = lines.filter((line) => line.includes("from '@jernih/api'"))
    expect(taken.length).toBeGreaterThan(0)
    expect(taken.filter((line) => !line.startsWith('import type '))).toEqual([])
  })
})
