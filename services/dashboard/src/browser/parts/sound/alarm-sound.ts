import { computed, effect, signal } from '@preact/signals'
import { type Mark, mark, sinceMs } from '../../link/clock.ts'
import { alarms, now } from '../../link/live.ts'
import { isSignedIn } from '../../link/session.ts'
import { burstOf, type Loud, repeatMs } from './bursts.ts'

/** The only choices, in minutes: nobody mutes for ever. */
export const muteMinutes = [1, 5, 15, 30] as const

let context: AudioContext | null = null

/** Browsers let nothing sound before somebody has touched the page. */
export const isAllowed = signal(false)

const mutedFor = signal<{ since: Mark; ms: number } | null>(null)

/** How long nothing will sound, in ms; 0 where it may. */
export const mutedMs = computed(() => {
  now.value
  const { value } = mutedFor
  return value ? Math.max(0, value.ms - sinceMs(value.since)) : 0
})

export const isMuted = computed(() => mutedMs.value > 0)

/** The gravest that wants to be heard. */
export const loudest = computed<Loud | null>(() => {
  const loud = [...alarms.value.values()].filter(({ state }) => state === 'unacknowledged-active')
  if (loud.some(({ priority }) => priority === 'critical')) return 'critical'
  return loud.some(({ priority }) => priority === 'high') ? 'high' : null
})

export function mute(minutes: (typeof muteMinutes)[number]): void {
  mutedFor.value = { since: mark(), ms: minutes * 60_000 }
}

export function unmute(): void {
  mutedFor.value = null
}

export function playBurst(loud: Loud): void {
  if (context?.state !== 'running') return
  const begin = context.currentTime + 0.02
  for (const { at, length, hertz } of burstOf(loud)) {
    const tone = new OscillatorNode(context, { type: 'triangle', frequency: hertz })
    const loudness = new GainNode(context, { gain: 0 })
    // Slopes of 20 ms: without them it clicks.
    loudness.gain.setValueAtTime(0, begin + at)
    loudness.gain.linearRampToValueAtTime(0.5, begin + at + 0.02)
    loudness.gain.setValueAtTime(0.5, begin + at + length - 0.02)
    loudness.gain.linearRampToValueAtTime(0, begin + at + length)
    tone.connect(loudness).connect(context.destination)
    tone.start(begin + at)
    tone.stop(begin + at + length)
  }
}

/** Sounds from now on, as soon as it is let to; answers how to stop. */
export function startAlarmSound(): () => void {
  const allow = () => {
    context ??= new AudioContext()
    const made = context
    const tell = () => {
      isAllowed.value = made.state === 'running'
    }
    made.onstatechange = tell
    void made.resume().then(tell, tell)
  }
  // The page may have been touched before this began, as at signing in.
  if (navigator.userActivation?.hasBeenActive) allow()
  document.addEventListener('click', allow, true)
  document.addEventListener('keydown', allow, true)
  const ends = [
    effect(() => {
      const loud = loudest.value
      if (!loud || !isAllowed.value || isMuted.value || !isSignedIn.value) return
      playBurst(loud)
      const repeated = setInterval(() => playBurst(loud), repeatMs)
      return () => clearInterval(repeated)
    }),
    endMuteAtNewCritical(),
  ]
  return () => {
    document.removeEventListener('click', allow, true)
    document.removeEventListener('keydown', allow, true)
    for (const end of ends) end()
  }
}

function endMuteAtNewCritical(): () => void {
  let known = new Set<string>()
  return effect(() => {
    const critical = [...alarms.value.values()].filter(
      ({ state, priority }) => state === 'unacknowledged-active' && priority === 'critical',
    )
    if (critical.some(({ id }) => !known.has(id))) unmute()
    known = new Set(critical.map(({ id }) => id))
  })
}
