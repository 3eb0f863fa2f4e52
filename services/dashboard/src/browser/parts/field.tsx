import { type ComponentChildren, createElement } from 'preact'
import { useId } from 'preact/hooks'

interface InputAttributes {
  name?: string
  type?:
    | 'text'
    | 'number'
    | 'date'
    | 'datetime-local'
    | 'time'
    | 'email'
    | 'tel'
    | 'password'
    | 'url'
    | 'search'
  value?: string | number
  required?: boolean
  disabled?: boolean
  min?: string | number
  max?: string | number
  step?: string | number
  minLength?: number
  maxLength?: number
  autocomplete?: string
  autocapitalize?: 'none' | 'characters' | 'sentences'
  inputMode?: 'numeric' | 'decimal' | 'text'
  spellcheck?: boolean
  onInput?(event: InputEvent & { currentTarget: HTMLInputElement }): void
}

/** A labelled input, with what is expected in it below. */
export function Field({ label, hint, ...input }: { label: string; hint?: string } & InputAttributes) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint}>
      {createElement('input', { id, 'aria-describedby': hint ? `${id}-hint` : undefined, ...input })}
    </Labelled>
  )
}

export function Choice<Value extends string>({
  label,
  hint,
  value,
  options,
  onChoose,
}: {
  label: string
  hint?: string
  value: Value
  options: readonly { value: Value; text: string }[]
  onChoose(value: Value): void
}) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint}>
      <select
        id={id}
        aria-describedby={hint ? `${id}-hint` : undefined}
        value={value}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as Value)}
      >
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

function Labelled(props: {
  id: string
  label: string
  hint: string | undefined
  children: ComponentChildren
}) {
  const { id, label, hint, children } = props
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}
