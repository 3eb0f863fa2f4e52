import { useSignal } from '@preact/signals'
import { api, ask } from '../../link/api.ts'
import { owner } from '../../link/session.ts'
import type { Role } from '../../link/wire.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Field } from '../../parts/field.tsx'
import { FieldsForm } from '../../parts/fields-form.tsx'
import { NewPassword, newPasswordOf, passwordWords } from '../../parts/new-password.tsx'
import { personWords, WhoIsIt } from '../../parts/person-fields.tsx'
import type { Person } from './people.tsx'
import { peopleWords } from './people-words.ts'
import { RoleChoice } from './role-choice.tsx'

export function NewPerson({ onClose, onDone }: { onClose(): void; onDone(name: string): void }) {
  const { create, passwordHint } = peopleWords()
  const { password, rule } = passwordWords()
  const { taken, usernameRule } = personWords()
  const role = useSignal<Role>('operator')
  return (
    <Dialog title={create} onClose={onClose}>
      <FieldsForm
        save={create}
        said={{ 409: taken, 'json.username': usernameRule, 'json.password': rule }}
        submit={async ({ name = '', username = '', ...given }) => {
          const json = { name, username, role: role.value, password: newPasswordOf(given) }
          await ask(api.api.v1.people.$post({ json }))
          onDone(name)
        }}
        onCancel={onClose}
      >
        <WhoIsIt />
        <RoleChoice value={role.value} onChoose={(chosen) => (role.value = chosen)} />
        <NewPassword label={password} />
        <p class="hint">{passwordHint}</p>
      </FieldsForm>
    </Dialog>
  )
}

/** Another name, role or password; of one's own account the name only, so that nobody locks themselves out. */
export function ChangePerson(props: { person: Person; onClose(): void; onDone(): void }) {
  const { person, onClose, onDone } = props
  const { changeTitle, change, own, otherPassword, endsSessions } = peopleWords()
  const { next, rule } = passwordWords()
  const role = useSignal<Role>(person.role)
  const name = useSignal(person.name)
  const asksPassword = useSignal(false)
  const isMe = owner.value?.kind === 'person' && owner.value.by === person.username
  return (
    <Dialog title={changeTitle(person.name)} onClose={onClose}>
      <FieldsForm
        save={change}
        said={{ 'json.password': rule }}
        submit={(given) =>
          ask(
            api.api.v1.people[':id'].$patch({
              param: { id: person.id },
              json: {
                name: name.value,
                ...(role.value === person.role ? {} : { role: role.value }),
                ...(asksPassword.value ? { password: newPasswordOf(given) } : {}),
              },
            }),
          )
        }
        onDone={onDone}
        onCancel={onClose}
      >
        <Field
          label={personWords().name}
          value={name.value}
          maxLength={200}
          required
          onInput={({ currentTarget }) => (name.value = currentTarget.value)}
        />
        {isMe ? (
          <p class="soft">{own}</p>
        ) : (
          <>
            <RoleChoice value={role.value} onChoose={(chosen) => (role.value = chosen)} />
            {asksPassword.value ? (
              <NewPassword label={next} />
            ) : (
              <button type="button" onClick={() => (asksPassword.value = true)}>
                {otherPassword}
              </button>
            )}
            <p class="hint">{endsSessions}</p>
          </>
        )}
      </FieldsForm>
    </Dialog>
  )
}
