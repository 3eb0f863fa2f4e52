import './cards.css'
import { useSignal } from '@preact/signals'
import { api, ask } from '../../link/api.ts'
import { owner, sessionRenewed, signOut } from '../../link/session.ts'
import { Choice } from '../../parts/field.tsx'
import { FieldsForm } from '../../parts/fields-form.tsx'
import { NewPassword, newPasswordOf, passwordWords } from '../../parts/new-password.tsx'
import { theme, themes } from '../../theme.ts'
import { fieldWords } from '../../words/field.ts'
import { language } from '../../words/language.ts'
import { shellWords } from '../../words/shell.ts'
import { accountWords } from './account-words.ts'
import { PresentPassword } from './present-password.tsx'
import { SecondFactor } from './second-factor.tsx'

/** Who I am here, how the screen looks to me, and what I sign in with. */
export function Account() {
  const isPerson = owner.value?.kind === 'person'
  return (
    <div class="account">
      <Who />
      <Look />
      {isPerson && <ChangePassword />}
      {isPerson && <SecondFactor />}
    </div>
  )
}

function Who() {
  const { who, username, role, tokenSession, programSession } = accountWords()
  const { value } = owner
  if (!value) return null
  return (
    <section class="panel stack" aria-labelledby="who">
      <h2 id="who">{who}</h2>
      <p class="name">{value.name}</p>
      <dl class="facts">
        {value.kind === 'person' && (
          <>
            <dt>{username}</dt>
            <dd>{value.by}</dd>
          </>
        )}
        <dt>{role}</dt>
        <dd>{fieldWords().roles[value.role]}</dd>
      </dl>
      {value.kind === 'admin-token' && <p class="soft">{tokenSession}</p>}
      {value.kind === 'program' && <p class="soft">{programSession}</p>}
      <div class="actions">
        <button type="button" onClick={() => void signOut()}>
          {shellWords().signOut}
        </button>
      </div>
    </section>
  )
}

function Look() {
  const { look, language: languageLabel, languageNames, theme: themeLabel } = accountWords()
  return (
    <section class="panel stack" aria-labelledby="look">
      <h2 id="look">{look}</h2>
      <Choice
        label={languageLabel}
        value={language.value}
        options={languageNames}
        onChoose={(chosen) => (language.value = chosen)}
      />
      <Choice
        label={themeLabel}
        value={theme.value}
        options={themes.map((value) => ({ value, text: shellWords().theme[value] }))}
        onChoose={(chosen) => (theme.value = chosen)}
      />
    </section>
  )
}

function ChangePassword() {
  const { changePassword, wrongPassword, passwordChanged } = accountWords()
  const { next, rule } = passwordWords()
  const told = useSignal(false)
  return (
    <section class="panel stack" aria-labelledby="change-password">
      <h2 id="change-password">{changePassword}</h2>
      <FieldsForm
        save={changePassword}
        said={{ 403: wrongPassword, 'json.newPassword': rule }}
        submit={async ({ password = '', ...given }) => {
          told.value = false
          await ask(api.session.password.$put({ json: { password, newPassword: newPasswordOf(given) } }))
          await sessionRenewed()
        }}
        onDone={() => (told.value = true)}
      >
        <PresentPassword />
        <NewPassword label={next} />
      </FieldsForm>
      <p class="done" role="status">
        {told.value && passwordChanged}
      </p>
    </section>
  )
}
