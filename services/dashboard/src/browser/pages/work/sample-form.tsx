import { parameters } from '@jernih/domain/parameters'
import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { zoneName } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { now } from '../../link/live.ts'
import type { Site } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { Choice, Field } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { readLabValue } from '../../parts/read-number.ts'
import { createDeed } from '../../parts/resource.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { fromLocal, localTime } from '../../zone-time.ts'
import type { Sample } from './samples.tsx'
import { words } from './words.ts'

type ParameterName = keyof typeof parameters
const names = Object.keys(parameters) as ParameterName[]

interface SampleFormProps {
  site: Site
  /** The entry that was wrong; null for a new one. */
  corrected: Sample | null
  onSaved(): void
  onCancel(): void
}

/** A certificate's figures, by the clock of the site. A correction begins with what stands. */
export function SampleForm({ site, corrected, onSaved, onCancel }: SampleFormProps) {
  const { samples } = words()
  const deed = useMemo(createDeed, [])
  const mistake = useSignal('')
  const outlet = site.points.find(({ kind }) => kind === 'outlet') ?? site.points[0]
  const form = useSignal(begin(corrected, { site, point: outlet?.id ?? '' }))
  const set = (change: Partial<typeof form.value>) => (form.value = { ...form.value, ...change })
  const { point, takenAt, laboratory, certificate, method, note, reason, values } = form.value

  async function submit(event: Event) {
    event.preventDefault()
    const read = names.flatMap((parameter) => {
      const text = values[parameter]?.trim() ?? ''
      return text === '' ? [] : [{ parameter, unit: parameters[parameter].unit, read: readLabValue(text) }]
    })
    const wrong = read.find((each) => each.read === null)
    mistake.value = wrong ? samples.notNumber(parameters[wrong.parameter].name[language.value]) : ''
    if (!wrong && read.length === 0 && !corrected) mistake.value = samples.noValue
    if (mistake.value) return
    const json = {
      site: site.id,
      point,
      takenAt: fromLocal(Date.parse(`${takenAt}Z`), site.zone),
      values: read.flatMap(({ read, ...named }) => (read ? [{ ...named, ...read }] : [])),
      laboratory: laboratory.trim(),
      ...given({ certificate, method, note }),
      ...(corrected && { corrects: corrected.id, reason: reason.trim() }),
    }
    if (await deed.run(() => ask(api.api.v1['lab-samples'].$post({ json })))) onSaved()
  }

  return (
    <form class="form" onSubmit={submit}>
      <Choice
        label={fieldWords().point}
        value={point}
        options={site.points.map(({ id, name }) => ({ value: id, text: name[language.value] }))}
        onChoose={(chosen) => set({ point: chosen })}
      />
      <Field
        label={samples.takenAt}
        hint={samples.takenHint(zoneName(site.zone))}
        type="datetime-local"
        required
        value={takenAt}
        onInput={({ currentTarget }) => set({ takenAt: currentTarget.value })}
      />
      <Field
        label={samples.laboratory}
        required
        maxLength={200}
        value={laboratory}
        onInput={({ currentTarget }) => set({ laboratory: currentTarget.value })}
      />
      <fieldset class="sample-values">
        <legend>{samples.values}</legend>
        {names.map((parameter) => {
          const { name, unit } = parameters[parameter]
          return (
            <Field
              key={parameter}
              label={unit ? `${name[language.value]}, ${unit}` : name[language.value]}
              inputMode="text"
              value={values[parameter] ?? ''}
              onInput={({ currentTarget }) =>
                set({ values: { ...values, [parameter]: currentTarget.value } })
              }
            />
          )
        })}
      </fieldset>
      <p class="hint">{samples.valuesHint}</p>
      {(['certificate', 'method', 'note'] as const).map((field) => (
        <Field
          key={field}
          label={samples[field]}
          maxLength={field === 'note' ? 1_000 : 200}
          value={form.value[field]}
          onInput={({ currentTarget }) => set({ [field]: currentTarget.value })}
        />
      ))}
      {corrected && (
        <Field
          label={samples.reason}
          required
          maxLength={1_000}
          value={reason}
          onInput={({ currentTarget }) => set({ reason: currentTarget.value })}
        />
      )}
      {mistake.value && (
        <p class="failed" role="alert">
          {mistake.value}
        </p>
      )}
      {deed.error.value != null && <Failed error={deed.error.value} />}
      <FormActions save={samples.save} running={deed.running} onCancel={onCancel} />
    </form>
  )
}

function begin(corrected: Sample | null, { site, point }: { site: Site; point: string }) {
  const values: Partial<Record<ParameterName, string>> = {}
  for (const { parameter, value, lessThan } of corrected?.values ?? []) {
    const typed = language.peek() === 'id' ? String(value).replace('.', ',') : String(value)
    values[parameter] = `${lessThan ? '<' : ''}${typed}`
  }
  return {
    point: corrected?.point ?? point,
    takenAt: localTime(corrected?.takenAt ?? now.peek(), site.zone).slice(0, 16),
    laboratory: corrected?.laboratory ?? '',
    certificate: corrected?.certificate ?? '',
    method: corrected?.method ?? '',
    note: corrected?.note ?? '',
    reason: '',
    values,
  }
}

/** Those that say something. */
function given(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]])),
  )
}
