import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { FormActions } from './form-actions.tsx'
import { Refusal, type Said } from './refusal.tsx'
import { createDeed } from './resource.ts'

export interface FieldsFormProps {
  save: string
  /** Gets the fields by their names; what it throws is said below them. */
  submit(given: Readonly<Record<string, string>>): Promise<unknown>
  /** What refusals mean here. */
  said?: Said
  onDone?(): void
  onCancel?: (() => void) | undefined
  children?: ComponentChildren
}

/** A form of named fields. What was typed stays until it is taken. */
export function FieldsForm({ save, submit, said, onDone, onCancel, children }: FieldsFormProps) {
  const deed = useMemo(createDeed, [])

  async function send(event: SubmitEvent & { currentTarget: HTMLFormElement }) {
    event.preventDefault()
    const form = event.currentTarget
    const given = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
    if (!(await deed.run(() => submit(given)))) return
    form.reset()
    onDone?.()
  }

  return (
    <form class="form" onSubmit={send}>
      {children}
      {deed.error.value != null && <Refusal error={deed.error.value} said={said} />}
      <FormActions save={save} running={deed.running} onCancel={onCancel} />
    </form>
  )
}
