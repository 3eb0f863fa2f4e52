import { Refused } from '../link/api.ts'
import { shellWords } from '../words/shell.ts'

/** Why something could not be done, in plain words; `retry` where trying again can help. */
export function Failed({ error, retry }: { error: unknown; retry?: () => void }) {
  const words = shellWords()
  return (
    <div class="failed" role="alert">
      <p>{explain(error)}</p>
      {error instanceof Refused && error.mistakes.length > 0 && (
        <ul>
          {error.mistakes.map(({ path, expected }) => (
            <li key={path}>
              <code>{path.replace(/^json\./, '')}</code>: {expected}
            </li>
          ))}
        </ul>
      )}
      {retry && (
        <button type="button" onClick={retry}>
          {words.retry}
        </button>
      )}
    </div>
  )
}

function explain(error: unknown): string {
  const words = shellWords()
  if (!(error instanceof Refused)) return String(error)
  if (error.status === 0) return words.noServer
  if (error.status === 401) return words.ended
  if (error.status === 403) return words.forbidden
  if (error.status === 429) return words.tooOften
  if (error.status >= 500) return words.unable(error.message)
  return error.mistakes.length > 0 ? words.mistakes : error.message
}
