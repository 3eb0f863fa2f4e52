import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

const settleMs = 250

/** A value that changes at each movement of a hand, and is told once the hand rests. It is null again when that has been told. */
export function useSettled<Value>(onSettled: (value: Value) => void): {
  value: Value | null
  set(value: Value): void
} {
  const moving = useSignal<Value | null>(null)
  const told = useRef(onSettled)
  told.current = onSettled
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return {
    value: moving.value,
    set(value) {
      moving.value = value
      clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        told.current(value)
        moving.value = null
      }, settleMs)
    },
  }
}
