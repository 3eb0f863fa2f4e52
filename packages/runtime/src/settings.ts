import type { z } from 'zod'

/** Every mistake of the environment at once; values are never printed, since one may be a secret. */
export class SettingsError extends Error {
  override name = 'SettingsError'
}

/** Reads the settings that `schema` names out of `environment`; an empty variable counts as unset. Throws {@link SettingsError}. */
export function parseSettings<T extends z.ZodObject>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<T> {
  const given = Object.keys(schema.shape).flatMap((name) =>
    environment[name] ? [[name, environment[name]]] : [],
  )
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const mistakes = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || 'settings'}: ${issue.message}`,
  )
  throw new SettingsError(`These settings are wrong:\n${mistakes.join('\n')}`)
}
