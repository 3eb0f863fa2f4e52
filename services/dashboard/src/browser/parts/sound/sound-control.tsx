import './sound.css'
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { formatAge } from '../../format.ts'
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

/** Whether alarms are heard here, and for how long they are not. */
export function SoundControl() {
  useEffect(startAlarmSound, [])
  const opened = useSignal(false)
  const words = soundWords()
  const left = formatAge(mutedMs.value)
  const isOn = isAllowed.value && !isMuted.value
  const state = !isAllowed.value ? words.notYet : isMuted.value ? words.mutedFor(left) : words.on
  return (
    <>
      <button
        class="quiet sound"
        id="sound"
        type="button"
        data-sound={isOn ? 'on' : isAllowed.value ? 'muted' : 'not-yet'}
        aria-label={state}
        title={state}
        onClick={() => {
          if (isAllowed.value) opened.value = true
        }}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d={`${speaker}${isOn ? waves : cross}`} />
        </svg>
        {!isAllowed.value && <span class="sound-text">{words.notYet}</span>}
        {isAllowed.value && isMuted.value && <span>{left}</span>}
      </button>
      {opened.value && (
        <Dialog title={words.title} onClose={() => (opened.value = false)}>
          <div class="form">
            <p>{words.explained}</p>
            <p aria-live="polite">{isMuted.value ? words.mutedFor(left) : words.on}</p>
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
      )}
    </>
  )
}
