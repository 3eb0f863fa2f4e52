import { useSignal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { isAppleUninstalled } from '../../app/install.ts'
import { Failed } from '../failed.tsx'
import { Choice } from '../field.tsx'
import { createDeed } from '../resource.ts'
import {
  leasts,
  type Priority,
  PushServiceFailed,
  type PushState,
  readPush,
  turnPushOff,
  turnPushOn,
} from './push-subscription.ts'
import { pushWords } from './push-words.ts'

/** Whether this device is told of alarms while the screen is closed; it may be told, told otherwise, or told no more. */
export function PushSwitch() {
  const words = pushWords()
  const state = useSignal<PushState | null>(null)
  const least = useSignal<Priority>('high')
  const deed = useMemo(createDeed, [])
  const take = (act: () => Promise<PushState>) =>
    deed.run(async () => {
      const next = await act()
      state.value = next
      if (next.status === 'on') least.value = next.leastPriority
    })
  useEffect(() => void take(readPush), [])
  const { status } = state.value ?? {}
  const error = deed.error.value
  return (
    <section class="stack push-switch" data-push={status} aria-labelledby="push-title">
      <h3 id="push-title">{words.title}</h3>
      <p class="soft">{words.explained}</p>
      <p role="status">{state.value && inWords(state.value)}</p>
      {error != null &&
        (error instanceof PushServiceFailed ? (
          <p class="failed" role="alert">
            {words.unreachable}
          </p>
        ) : (
          <Failed error={error} />
        ))}
      {(status === 'on' || status === 'off') && (
        <>
          <Choice
            label={words.least}
            value={least.value}
            options={leasts.map((value) => ({ value, text: words.leasts[value] }))}
            onChoose={(value) => {
              least.value = value
              if (status === 'on') void take(() => turnPushOn(value))
            }}
          />
          <div class="actions">
            <button
              type="button"
              disabled={deed.running.value}
              onClick={() => take(status === 'on' ? turnPushOff : () => turnPushOn(least.value))}
            >
              {status === 'on' ? words.turnOff : words.turnOn}
            </button>
          </div>
        </>
      )}
    </section>
  )
}

function inWords(state: PushState): string {
  const words = pushWords()
  switch (state.status) {
    case 'needs-https':
      return words.needsHttps
    case 'unsupported':
      return isAppleUninstalled ? words.installFirst : words.unsupported
    case 'needs-account':
      return words.needsAccount
    case 'denied':
      return words.denied
    case 'off':
      return words.off
    case 'on':
      return words.on(words.leasts[state.leastPriority])
  }
}
