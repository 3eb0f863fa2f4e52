/** The station was not asked, or cannot be: the arguments, the settings, or nobody there. Nothing was done, unless the message says that it may be. */
export class NotAsked extends Error {
  override name = 'NotAsked'
}

/** The station said no. Nothing was done. */
export class Refused extends Error {
  override name = 'Refused'
}

/** What a person is told, in both languages, a line each. */
export function told(indonesian: string, english: string): string {
  return `${indonesian}\n${english}`
}
