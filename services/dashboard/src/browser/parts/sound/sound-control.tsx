import './sound.css'
import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Dialog } from '../dialog.tsx'
import {
  isAllowed,
  isMuted,
  mute,
  mutedMs,
  muteMinutes,
  playBurst,
  startAlarmSound,
  unmute,
} from './alarm-sound.ts'
import { soundWords } from './words.ts'

const speaker = 'M4 9v6h4l5 4V5L8 9z'
const waves = 'M16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11'
const cross = 'M16 9l5 6M21 9l-5 6'

const isDialogOpen = signal(false)

/** Whether alarms are heard here, and for how long they are not. */
export function SoundControl() {
  useEffect(startAlarmSound, [])
  const words = soundWords()
  const isOn = isAllowed.value && !isMuted.value
  const state = stateInWords()
  return (
    <button
      class="quiet sound"
      id="sound"
      type="button"
      data-sound={isOn ? 'on' : isAllowed.value ? 'muted' : 'not-yet'}
      aria-label={state}
      title={state}
      onClick={() => (isDialogOpen.value = true)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={`${speaker}${isOn ? waves : cross}`} />
      </svg>
      {!isAllowed.value && <span class="sound-text">{words.notYet}</span>}
      {isAllowed.value && isMuted.value && <span>{countdown(mutedMs.value)}</span>}
    </button>
  )
}

/** Silences for a while, ends that, and lets the sound be tried. */
export function SoundDialog() {
  if (!isDialogOpen.value) return null
  const words = soundWords()
  return (
    <Dialog title={words.title} onClose={() => (isDialogOpen.value = false)}>
      <div class="form">
        <p>{words.explained}</p>
        <p aria-live="polite">{stateInWords()}</p>
        <div class="actions">
          {muteMinutes.map((minutes) => (
            <button key={minutes} type="button" onClick={() => mute(minutes)}>
              {words.mute(minutes)}
            </button>
          ))}
        </div>
        <p class="soft">{words.endsEarly}</p>
        <div class="actions">
          {isMuted.value && (
            <button class="primary" type="button" onClick={unmute}>
              {words.unmute}
            </button>
          )}
          <button type="button" onClick={() => playBurst('high')}>
            {words.test}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function stateInWords(): string {
  const words = soundWords()
  if (!isAllowed.value) return words.notYet
  return isMuted.value ? words.mutedFor(countdown(mutedMs.value)) : words.on
}

/** `4:59`: there is little room in the bar. */
function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
