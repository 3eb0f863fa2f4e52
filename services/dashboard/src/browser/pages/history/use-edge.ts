import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { link, now } from '../../link/live.ts'

/** The present, in Unix ms, moved on once a pixel of the chart is over, and at most once a second. It stands still while the link is lost. */
export function useEdge(goesOn: boolean, pixelMs: number): number {
  const edge = useSignal(now.peek())
  useEffect(() => {
    if (!goesOn) return
    const move = () => {
      if (link.peek() !== 'lost') edge.value = now.peek()
    }
    move()
    const timer = setInterval(move, Math.max(1_000, pixelMs))
    return () => clearInterval(timer)
  }, [goesOn, pixelMs])
  return edge.value
}
