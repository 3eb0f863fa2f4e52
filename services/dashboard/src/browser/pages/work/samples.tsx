import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { api, ask } from '../../link/api.ts'
import { may } from '../../link/session.ts'
import type { Site } from '../../link/wire.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { SampleCard } from './sample-card.tsx'
import { SampleForm } from './sample-form.tsx'
import { words } from './words.ts'

export type Sample = InferResponseType<(typeof api.api.v1)['lab-samples']['$get'], 200>['items'][number]

/** What laboratories found, the newest first, each value beside the limit and the probe; an operator enters and corrects. */
export function Samples({ site }: { site: Site }) {
  const { samples } = words()
  const entering = useSignal<'new' | Sample | null>(null)
  /** The pages that were asked for so far, by their cursors. */
  const cursors = useSignal<readonly (string | undefined)[]>([undefined])
  const read = useResource(
    async (signal) => {
      const pages = cursors.peek().map((cursor) => {
        const query = { site: site.id, ...(cursor !== undefined && { cursor }) }
        return ask(api.api.v1['lab-samples'].$get({ query }, { init: { signal } }))
      })
      return Promise.all(pages)
    },
    [site.id, cursors.value.length],
  )
  if (read.error && !read.value) return <Failed error={read.error} retry={read.reload} />
  if (!read.value) return <Loading />
  const items = read.value.flatMap((page) => page.items)
  const next = read.value.at(-1)?.next
  return (
    <>
      {may('operator') && (
        <div class="actions">
          <button class="primary" type="button" onClick={() => (entering.value = 'new')}>
            {samples.enter}
          </button>
        </div>
      )}
      {items.length === 0 && <p class="empty">{samples.none}</p>}
      <ul class="stack">
        {items.map((sample) => (
          <SampleCard
            key={sample.id}
            sample={sample}
            site={site}
            onCorrect={may('operator') ? () => (entering.value = sample) : null}
          />
        ))}
      </ul>
      {next && (
        <div class="actions">
          <button type="button" onClick={() => (cursors.value = [...cursors.value, next])}>
            {samples.more}
          </button>
        </div>
      )}
      {entering.value && (
        <Dialog
          title={
            entering.value === 'new'
              ? samples.enter
              : samples.correcting(entering.value.certificate ?? entering.value.laboratory)
          }
          onClose={() => (entering.value = null)}
        >
          <SampleForm
            site={site}
            corrected={entering.value === 'new' ? null : entering.value}
            onSaved={() => {
              entering.value = null
              cursors.value = [undefined]
              read.reload()
            }}
            onCancel={() => (entering.value = null)}
          />
        </Dialog>
      )}
    </>
  )
}
