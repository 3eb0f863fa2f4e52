import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { link } from '../../link/live.ts'

/** How often the link has come back since the component appeared. */
export function useReturns(): number {
  const returns = useSignal(0)
  const wasLost = useRef(false)
  useSignalEffect(() => {
    if (link.value === 'live' && wasLost.current) returns.value = returns.peek() + 1
    wasLost.current = link.value === 'lost'
  })
  return returns.value
}
