import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { api, ask } from '../../link/api.ts'
import { now, sites } from '../../link/live.ts'
import type { Role } from '../../link/wire.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Choice, Field } from '../../parts/field.tsx'
import { FieldsForm } from '../../parts/fields-form.tsx'
import { fieldWords } from '../../words/field.ts'
import { peopleWords } from './people-words.ts'
import { RoleChoice } from './role-choice.tsx'

export type MadeToken = InferResponseType<typeof api.api.v1.tokens.$post, 201>

const dayMs = 86_400_000
/** In days; two years are the longest that the station takes. */
const lengths = ['30', '90', '365', '730'] as const

/** Asks what a program may do and how long. Only one that merely reads can be held to one site. */
export function NewToken({ onClose, onMade }: { onClose(): void; onMade(made: MadeToken): void }) {
  const { tokens: words } = peopleWords()
  const role = useSignal<Role>('viewer')
  const site = useSignal('')
  const days = useSignal<(typeof lengths)[number]>('365')
  return (
    <Dialog title={words.create} onClose={onClose}>
      <FieldsForm
        save={words.create}
        said={{ 'json.name': words.nameRule }}
        submit={async ({ name = '' }) => {
          const isHeld = role.value === 'viewer' && site.value !== ''
          const json = {
            name,
            role: role.value,
            ...(isHeld ? { site: site.value } : {}),
            expiresAt: new Date(now.value + Number(days.value) * dayMs).toISOString(),
          }
          onMade(await ask(api.api.v1.tokens.$post({ json })))
        }}
        onCancel={onClose}
      >
        <Field
          label={words.name}
          hint={words.nameRule}
          name="name"
          maxLength={64}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          required
        />
        <RoleChoice value={role.value} onChoose={(chosen) => (role.value = chosen)} />
        {role.value === 'viewer' && (
          <Choice
            label={fieldWords().site}
            value={site.value}
            options={[
              { value: '', text: words.everySite },
              ...(sites.value ?? []).map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChoose={(chosen) => (site.value = chosen)}
          />
        )}
        <Choice
          label={words.lasts}
          value={days.value}
          options={lengths.map((value) => ({ value, text: words.days(value) }))}
          onChoose={(chosen) => (days.value = chosen)}
        />
      </FieldsForm>
    </Dialog>
  )
}
