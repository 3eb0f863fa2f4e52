import { Refused } from '../link/api.ts'
import { Failed } from './failed.tsx'

/** Sentences by the refusal's status (`403`), the end of its type (`totp-wrong`), or the field that was wrong (`json.password`). */
export type Said = Readonly<Record<string, string>>

/** Why something was refused, in a page's own words where it has some for that. */
export function Refusal({ error, said = {} }: { error: unknown; said?: Said | undefined }) {
  const sentence = error instanceof Refused ? sentenceFor(error, said) : undefined
  if (sentence === undefined) return <Failed error={error} />
  return (
    <p class="failed" role="alert">
      {sentence}
    </p>
  )
}

function sentenceFor(
  { type, status, mistakes: [mistake, ...more] }: Refused,
  said: Said,
): string | undefined {
  if (mistake) return more.length === 0 ? said[mistake.path] : undefined
  return said[type.split(':').at(-1) ?? ''] ?? said[status]
}
