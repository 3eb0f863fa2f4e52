import type { ReadonlySignal } from '@preact/signals'
import { shellWords } from '../words/shell.ts'

export interface FormActionsProps {
  save: string
  /** It is being sent: not twice. */
  running: ReadonlySignal<boolean>
  /** Where there is a way out. */
  onCancel?: (() => void) | undefined
}

/** The end of a form: to send it, and to leave it. */
export function FormActions({ save, running, onCancel }: FormActionsProps) {
  return (
    <div class="actions">
      <button class="primary" type="submit" disabled={running.value}>
        {save}
      </button>
      {onCancel && (
        <button type="button" onClick={onCancel}>
          {shellWords().cancel}
        </button>
      )}
    </div>
  )
}
