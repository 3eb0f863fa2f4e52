import { readFileSync } from 'node:fs'
import type { z } from 'zod'

/** Every mistake of the environment at once; values are never printed, since one may be a secret. */
export class SettingsError extends Error {
  override name = 'SettingsError'
}

export interface SettingsOptions<T extends z.ZodObject> {
  /** Secrets that a file may hold: where `NAME_FILE` names one, its first line is the value of `NAME`. */
  fromFiles?: readonly (keyof z.infer<T> & string)[]
}

/** Reads the settings that `schema` names out of `environment`; an empty variable counts as unset. Throws {@link SettingsError}. */
export function parseSettings<T extends z.ZodObject>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
  { fromFiles = [] }: SettingsOptions<T> = {},
): z.infer<T> {
  const files = fromFiles.map((name) => readSecret(name, environment))
  const given = Object.keys(schema.shape).flatMap((name) =>
    environment[name] ? [[name, environment[name]] as const] : [],
  )
  const read = files.flatMap((file) => ('value' in file ? [[file.name, file.value] as const] : []))
  const unread = new Map(
    files.flatMap((file) => ('mistake' in file ? [[file.name, file.mistake] as const] : [])),
  )
  const parsed = schema.safeParse(Object.fromEntries([...given, ...read]))
  if (parsed.success && unread.size === 0) return parsed.data
  const mistakes = (parsed.error?.issues ?? [])
    .map((issue) => ({ name: issue.path.join('.') || 'settings', message: issue.message }))
    // That it lacks a value is said where its file is.
    .filter(({ name }) => !unread.has(name))
    .map(({ name, message }) => `  ${name}: ${message}`)
  throw new SettingsError(`These settings are wrong:\n${[...mistakes, ...unread.values()].join('\n')}`)
}

type SecretFile = { name: string; value: string } | { name: string; mistake: string } | { name: string }

function readSecret(name: string, environment: Readonly<Record<string, string | undefined>>): SecretFile {
  const path = environment[`${name}_FILE`]
  if (!path) return { name }
  const mistake = (what: string) => ({ name, mistake: `  ${name}_FILE: ${what}` })
  if (environment[name]) return mistake(`expected either this or ${name}, and both are given`)
  try {
    const [value = ''] = readFileSync(path, 'utf8').split(/\r?\n/, 1)
    return value === '' ? mistake(`expected a value in the first line of ${path}`) : { name, value }
  } catch (error) {
    return mistake(`${path} cannot be read (${(error as NodeJS.ErrnoException).code})`)
  }
}
