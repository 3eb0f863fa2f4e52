import { effect, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { latestOf } from '../../link/live.ts'
import type { Heard } from './tail.ts'

const everyMs = 1_000

/** What is heard of each series since the last `answer` of the station, told at most once a second. */
export function useTail(
  site: string,
  keys: readonly string[],
  answer: unknown,
): ReadonlyMap<string, readonly Heard[]> {
  const tail = useSignal<ReadonlyMap<string, readonly Heard[]>>(new Map())
  useEffect(() => {
    tail.value = new Map()
    let fresh: { key: string; heard: Heard }[] = []
    const stops = keys.map((key) => {
      let isFirst = true
      return effect(() => {
        const latest = latestOf(`${site}/${key}`).value
        if (latest && !isFirst) {
          const { value, flag } = latest
          fresh.push({ key, heard: { at: Date.parse(latest.at), value, flag } })
        }
        isFirst = false
      })
    })
    const timer = setInterval(() => {
      if (fresh.length === 0) return
      const next = new Map(tail.peek())
      for (const { key, heard } of fresh) next.set(key, [...(next.get(key) ?? []), heard])
      fresh = []
      tail.value = next
    }, everyMs)
    return () => {
      clearInterval(timer)
      for (const stop of stops) stop()
    }
  }, [site, keys.join(','), answer])
  return tail.value
}
