import type { Range } from './chart-data.ts'
import { panBy, rangeBetween, zoomAt } from './range.ts'

/** What a hand on a chart may do. Places are shares of the plot's width, 0 at its left edge. */
export interface Grip {
  /** The range that is shown. */
  range(): Range
  /** What a drag does; with Shift held, the other. */
  drag(): 'zoom' | 'pan'
  /** The wheel zooms without Ctrl held. */
  wheelZooms(): boolean
  onCursor(at: number | null): void
  /** What is being selected, as shares of the width; null when it no longer is. */
  onSelect(span: [number, number] | null): void
  onRange(range: Range): void
}

/** A pointer that has moved less than this many pixels has not been dragged. */
const slack = 4
const wheelStep = 1.0015

/** Drag, pinch, wheel and tap on the plot; answers how to stop. */
export function bindGestures(plot: HTMLElement, grip: Grip): () => void {
  const down = new Map<number, { x: number; began: number }>()
  let start: { range: Range; does: 'zoom' | 'pan' } | null = null
  let dragged = false

  const share = (x: number) => {
    const { left, width } = plot.getBoundingClientRect()
    return Math.min(1, Math.max(0, (x - left) / width))
  }
  const at = ({ from, to }: Range, x: number) => from + share(x) * (to - from)
  const begin = (shift: boolean) => {
    const other = grip.drag() === 'zoom' ? 'pan' : 'zoom'
    start = { range: grip.range(), does: shift ? other : grip.drag() }
    for (const pointer of down.values()) pointer.began = pointer.x
  }

  function pinch(range: Range): void {
    const [a, b] = [...down.values()]
    if (!a || !b) return
    const [before, after] = [Math.abs(a.began - b.began), Math.abs(a.x - b.x)]
    const zoomed = zoomAt(range, at(range, (a.began + b.began) / 2), before / Math.max(8, after))
    const moved = (a.began + b.began - a.x - b.x) / 2 / plot.clientWidth
    grip.onRange(panBy(zoomed, moved))
  }

  const listeners: {
    [Kind in 'pointerdown' | 'pointermove' | 'pointerup' | 'pointercancel']: (event: PointerEvent) => void
  } = {
    pointerdown(event) {
      if (event.button !== 0) return
      down.set(event.pointerId, { x: event.clientX, began: event.clientX })
      plot.setPointerCapture(event.pointerId)
      dragged = down.size > 1
      begin(event.shiftKey)
      grip.onSelect(null)
    },
    pointermove(event) {
      const pointer = down.get(event.pointerId)
      if (!pointer || !start) {
        if (event.pointerType === 'mouse') grip.onCursor(at(grip.range(), event.clientX))
        return
      }
      pointer.x = event.clientX
      dragged ||= Math.abs(pointer.x - pointer.began) > slack
      if (!dragged) return
      if (down.size > 1) pinch(start.range)
      else if (start.does === 'pan')
        grip.onRange(panBy(start.range, (pointer.began - pointer.x) / plot.clientWidth))
      else grip.onSelect([share(pointer.began), share(pointer.x)])
    },
    pointerup(event) {
      const pointer = down.get(event.pointerId)
      if (!pointer || !start) return
      down.delete(event.pointerId)
      if (!dragged) grip.onCursor(at(grip.range(), event.clientX))
      else if (down.size === 0 && start.does === 'zoom' && isSelecting(pointer)) {
        grip.onRange(rangeBetween(at(start.range, pointer.began), at(start.range, pointer.x)))
      }
      grip.onSelect(null)
      begin(event.shiftKey)
    },
    pointercancel(event) {
      down.delete(event.pointerId)
      grip.onSelect(null)
      begin(false)
    },
  }
  const isSelecting = ({ x, began }: { x: number; began: number }) => Math.abs(x - began) > slack

  const leave = (event: PointerEvent) => {
    if (event.pointerType === 'mouse' && down.size === 0) grip.onCursor(null)
  }
  const wheel = (event: WheelEvent) => {
    const range = grip.range()
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault()
      grip.onRange(panBy(range, event.deltaX / plot.clientWidth))
    } else if (event.ctrlKey || grip.wheelZooms()) {
      event.preventDefault()
      grip.onRange(zoomAt(range, at(range, event.clientX), wheelStep ** event.deltaY))
    }
  }

  for (const [kind, listener] of Object.entries(listeners))
    plot.addEventListener(kind, listener as EventListener)
  plot.addEventListener('pointerleave', leave)
  plot.addEventListener('wheel', wheel, { passive: false })
  return () => {
    for (const [kind, listener] of Object.entries(listeners))
      plot.removeEventListener(kind, listener as EventListener)
    plot.removeEventListener('pointerleave', leave)
    plot.removeEventListener('wheel', wheel)
  }
}
