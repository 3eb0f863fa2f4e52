import { useMemo } from 'preact/hooks'
import { alarmTitle } from '../../parts/alarm-title.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { createDeed } from '../../parts/resource.ts'
import { actOn, draftOf, takeOut } from './act.ts'
import { ActFailed } from './act-failed.tsx'
import { actWords } from './act-words.ts'
import type { AlarmDialogProps } from './shelve-dialog.tsx'

/** Takes an alarm out of service, with a reason, until somebody puts it back. */
export function TakeOutDialog({ alarm, onClose, onDone }: AlarmDialogProps) {
  const words = actWords()
  const deed = useMemo(createDeed, [])
  const reason = draftOf(`take-out ${alarm.id}`)

  async function submit(event: Event) {
    event.preventDefault()
    if (!(await deed.run(() => actOn(alarm.id, () => takeOut(alarm.id, reason.value.trim()))))) return
    reason.value = ''
    onDone()
  }

  return (
    <Dialog title={words.takeOutTitle(alarmTitle(alarm).what)} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>{words.takeOutHint}</p>
        <Field
          label={words.reason}
          hint={words.reasonHint}
          value={reason.value}
          required
          maxLength={1_000}
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
        <ActFailed error={deed.error.value} />
        <FormActions save={words.takeOut.replace('…', '')} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
