import type { InferResponseType } from 'hono/client'
import { formatNumber } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useRefresh } from '../../parts/refresh.ts'
import { useResource } from '../../parts/resource.ts'
import { recordWords } from './record-words.ts'

type Counts = InferResponseType<typeof api.api.v1.reconciliation.$get, 200>

const refreshMs = 15_000

/** Whether what was accepted equals what is stored and what waits, in words and in numbers. */
export function Books() {
  const { books: words } = recordWords()
  const books = useResource((signal) => ask(api.api.v1.reconciliation.$get({}, { init: { signal } })), [])
  useRefresh(books, refreshMs)
  return (
    <section class="panel stack" aria-labelledby="books-heading">
      <h2 id="books-heading">{words.title}</h2>
      <p class="soft">{words.explained}</p>
      {books.error != null && <Failed error={books.error} retry={books.reload} />}
      {/* Counts that could not be read anew are not told as those of now. */}
      {books.error == null && (books.value ? <Balance counts={books.value} /> : <Loading />)}
    </section>
  )
}

function Balance({ counts }: { counts: Counts }) {
  const { books: words } = recordWords()
  const { accepted, stored, pending, lost, balanced } = counts
  const verdict = lost > 0 ? words.balancedButLost : words.balanced
  const told = (count: number, what: string) => `${formatNumber(count)} ${what}`
  const sum = [
    told(stored, words.stored),
    told(pending, words.pending),
    ...(lost > 0 ? [told(lost, words.lost)] : []),
  ].join(' + ')
  return (
    <>
      <p class={balanced && lost === 0 ? 'balance' : 'balance failed'}>
        <strong>{balanced ? verdict : words.unbalanced}</strong>
      </p>
      <p>
        {told(accepted, words.accepted)} {balanced ? '=' : '≠'} {sum}
      </p>
      <dl class="counts">
        {(['quarantined', 'rejected', 'holes'] as const).map((what) => (
          <div key={what}>
            <dt>{words[what]}</dt>
            <dd>{formatNumber(counts[what])}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}
