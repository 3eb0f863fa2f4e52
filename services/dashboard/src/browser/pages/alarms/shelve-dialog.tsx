import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { localTime, zoneName } from '../../format.ts'
import { now } from '../../link/live.ts'
import { alarmTitle, alarmZone } from '../../parts/alarm-title.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Choice, Field } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { createDeed } from '../../parts/resource.ts'
import { fromLocal } from '../../zone-time.ts'
import { actOn, draftOf, shelve } from './act.ts'
import { ActFailed } from './act-failed.tsx'
import { actWords } from './act-words.ts'
import type { Line } from './in-order.ts'

const longestMs = 7 * 86_400_000
const hourMs = 3_600_000

export interface AlarmDialogProps {
  alarm: Pick<Line, 'id' | 'site' | 'point' | 'parameter' | 'kind'>
  onClose(): void
  onDone(): void
}

/** Puts an alarm aside, with a reason and an end: nothing is shelved for ever. */
export function ShelveDialog({ alarm, onClose, onDone }: AlarmDialogProps) {
  const words = actWords()
  const zone = alarmZone(alarm)
  const deed = useMemo(createDeed, [])
  const end = useSignal<keyof typeof words.ends>('60')
  const chosen = useSignal(useMemo(() => localTime(now.peek() + hourMs, zone).slice(0, 16), []))
  const reason = draftOf(`shelve ${alarm.id}`)

  async function submit(event: Event) {
    event.preventDefault()
    const asked = { reason: reason.value.trim() }
    const done = await deed.run(() =>
      actOn(alarm.id, () =>
        shelve(
          alarm.id,
          end.value === 'chosen'
            ? { ...asked, until: fromLocal(Date.parse(`${chosen.value}Z`), zone) }
            : { ...asked, minutes: Number(end.value) },
        ),
      ),
    )
    if (!done) return
    reason.value = ''
    onDone()
  }

  return (
    <Dialog title={words.shelveTitle(alarmTitle(alarm).what)} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Choice
          label={words.until}
          value={end.value}
          options={(['15', '60', '480', 'chosen'] as const).map((value) => ({
            value,
            text: words.ends[value],
          }))}
          onChoose={(value) => (end.value = value)}
        />
        {end.value === 'chosen' && (
          <Field
            label={words.chosenEnd(zoneName(zone))}
            hint={words.chosenHint}
            type="datetime-local"
            required
            min={localTime(now.peek(), zone).slice(0, 16)}
            max={localTime(now.peek() + longestMs, zone).slice(0, 16)}
            value={chosen.value}
            onInput={({ currentTarget }) => (chosen.value = currentTarget.value)}
          />
        )}
        <Field
          label={words.reason}
          hint={words.reasonHint}
          value={reason.value}
          required
          maxLength={1_000}
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
        <ActFailed error={deed.error.value} />
        <FormActions save={words.shelve.replace('…', '')} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
