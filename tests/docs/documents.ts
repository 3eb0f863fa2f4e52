import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

export const root = join(import.meta.dirname, '..', '..')

/** A file of the repository, by its path from the root. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** A YAML file of the repository as its author means it: anchors and merges resolved. */
export function readYaml<T>(path: string): T {
  return parse(readDocument(path), { merge: true }) as T
}
