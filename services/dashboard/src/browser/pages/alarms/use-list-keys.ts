import { useEffect } from 'preact/hooks'
import { may } from '../../link/session.ts'
import type { Deed } from '../../parts/resource.ts'
import { acknowledge, actOn } from './act.ts'

/** j and k, or the arrows, go through the list; `a` takes on the one that has the focus, or the one that is open. */
export function useListKeys(opened: string | undefined, deed: Deed, onDone: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (target.closest('input, select, textarea, dialog, .chart')) return
      const rows = [...document.querySelectorAll<HTMLElement>('[data-alarm]')]
      const place = rows.indexOf(target)
      const by = { j: 1, k: -1, ArrowDown: place < 0 ? 0 : 1, ArrowUp: place < 0 ? 0 : -1 }[event.key] ?? 0
      if (by !== 0) {
        event.preventDefault()
        rows[Math.min(rows.length - 1, Math.max(0, place + by))]?.focus()
      }
      const id = target.dataset['alarm'] ?? opened
      if (event.key === 'a' && id !== undefined && may('operator')) {
        void deed.run(() => actOn(id, () => acknowledge(id, ''))).then(onDone)
      }
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [opened, deed, onDone])
}
