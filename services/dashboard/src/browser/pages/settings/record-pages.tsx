import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { createDeed } from '../../parts/resource.ts'
import { recordWords } from './record-words.ts'

interface PagesProps<Item> {
  /** Reads one page, the first where there is no cursor. */
  read(cursor: string | undefined): Promise<{ items: Item[]; next: string | null }>
  none: string
  children(items: readonly Item[]): ComponentChildren
}

/** A long list, newest first, page after page; what was read stays when the next page cannot be. */
export function Pages<Item>({ read, none, children }: PagesProps<Item>) {
  const { more, refresh } = recordWords()
  const deed = useMemo(createDeed, [])
  /** The page that was asked for last, for when it has to be asked for again. */
  const asked = useRef<string | undefined>(undefined)
  const pages = useSignal<{ items: Item[]; next: string | null } | null>(null)

  async function load(cursor: string | undefined): Promise<void> {
    asked.current = cursor
    await deed.run(async () => {
      const { items, next } = await read(cursor)
      const before = cursor === undefined ? [] : (pages.peek()?.items ?? [])
      pages.value = { items: [...before, ...items], next }
    })
  }
  useEffect(() => void load(undefined), [])

  const { items = [], next } = pages.value ?? {}
  const running = deed.running.value
  return (
    <>
      {pages.value && items.length === 0 && !next && <p class="empty">{none}</p>}
      {items.length > 0 && children(items)}
      {deed.error.value != null && <Failed error={deed.error.value} retry={() => void load(asked.current)} />}
      {running && !pages.value && <Loading />}
      {pages.value && (
        <div class="actions">
          {next && (
            <button type="button" disabled={running} onClick={() => void load(next)}>
              {more}
            </button>
          )}
          <button type="button" disabled={running} onClick={() => void load(undefined)}>
            {refresh}
          </button>
        </div>
      )}
    </>
  )
}
