import { useLayoutEffect, useRef } from 'preact/hooks'

/** On another page keyboards and screen readers begin at its top, as they do in another document. */
export function usePageFocus(page: string | undefined): void {
  const before = useRef(page)
  // Before the page's own effects: where it gives the focus to a field, that has the last word.
  useLayoutEffect(() => {
    if (before.current === page) return
    before.current = page
    scrollTo(0, 0)
    document.getElementById('content')?.focus({ preventScroll: true })
  }, [page])
}
