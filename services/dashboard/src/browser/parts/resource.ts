import { type ReadonlySignal, signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'

/** What a page asked the station for. */
export interface Resource<Value> {
  /** The newest answer; undefined before the first one. */
  value: Value | undefined
  /** Why the last question failed; null where it did not. */
  error: unknown
  loading: boolean
  /** Asks again. */
  reload(): void
}

/**
 * Asks when the component appears and whenever `keys` change. A question that nobody waits for any more is cancelled: pass the signal on,
 * as in `ask(api.….$get({}, { init: { signal } }))`.
 */
export function useResource<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  keys: readonly (string | number | boolean | null | undefined)[],
): Resource<Value> {
  const state = useSignal<Omit<Resource<Value>, 'reload'>>({ value: undefined, error: null, loading: true })
  const round = useSignal(0)
  useEffect(() => {
    const abort = new AbortController()
    state.value = { ...state.peek(), loading: true }
    read(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) state.value = { value, error: null, loading: false }
      },
      (error: unknown) => {
        if (!abort.signal.aborted) state.value = { ...state.peek(), error, loading: false }
      },
    )
    return () => abort.abort()
  }, [...keys, round.value])
  return { ...state.value, reload: () => void round.value++ }
}

/** Something that a person set going: `run` it, and show that it runs and why it failed. */
export interface Deed {
  running: ReadonlySignal<boolean>
  error: ReadonlySignal<unknown>
  /** Resolves to whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>
}

export function createDeed(): Deed {
  const running = signal(false)
  const error = signal<unknown>(null)
  return {
    running,
    error,
    async run(act) {
      running.value = true
      error.value = null
      try {
        await act()
        return true
      } catch (cause) {
        error.value = cause
        return false
      } finally {
        running.value = false
      }
    },
  }
}
