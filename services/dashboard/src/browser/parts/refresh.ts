import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { link } from '../link/live.ts'

/** Asks again after each `everyMs` while somebody looks and the link lives, and at once when it lives again. */
export function useRefresh({ reload }: { reload(): void }, everyMs: number): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (link.peek() === 'live' && document.visibilityState === 'visible') reload()
    }, everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  const wasLost = useRef(false)
  useSignalEffect(() => {
    if (link.value === 'live' && wasLost.current) reload()
    wasLost.current = link.value === 'lost'
  })
}
