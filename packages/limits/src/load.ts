import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { LimitSet } from './limit-set.ts'
import { checkSuccession } from './succession.ts'

const directory = new URL('../data/', import.meta.url)

/** Every limit set that Jernih ships, read and checked once, when this module loads. */
export const limitSets: readonly LimitSet[] = readdirSync(directory)
  .filter((file) => file.endsWith('.yaml'))
  .sort()
  .map(readLimitSet)

checkSuccession(limitSets)
const byId = new Map(limitSets.map((set) => [set.id, set]))

/** The set of that id, as a site's file names it; undefined where there is none. */
export function limitSet(id: string): LimitSet | undefined {
  return byId.get(id)
}

function readLimitSet(file: string): LimitSet {
  const parsed = LimitSet.safeParse(parse(readFileSync(new URL(file, directory), 'utf8')))
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}
