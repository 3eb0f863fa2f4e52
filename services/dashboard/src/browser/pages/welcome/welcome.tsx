import './welcome.css'
import { useSignal } from '@preact/signals'
import { api, ask } from '../../link/api.ts'
import { may, owner, sessionRenewed } from '../../link/session.ts'
import { FieldsForm } from '../../parts/fields-form.tsx'
import { NewPassword, newPasswordOf, passwordWords } from '../../parts/new-password.tsx'
import { personWords, WhoIsIt } from '../../parts/person-fields.tsx'
import { linkTo } from '../../route.ts'
import { words } from './words.ts'

/** The first look at a new station: whoever came by its one-time link gets an account of their own, and is told what comes next. */
export function Welcome() {
  const { title, notYours, toOverview } = words()
  const isDone = owner.value?.peopleExist ?? false
  const body = isDone ? <WhatNext /> : may('administrator') ? <FirstAccount /> : null
  return (
    <div class="welcome stack">
      <h1>{title}</h1>
      {body ?? (
        <p class="empty">
          {notYours} <a href={linkTo([])}>{toOverview}</a>
        </p>
      )}
    </div>
  )
}

function FirstAccount() {
  const { explained, create, later } = words()
  const { password, rule } = passwordWords()
  const { taken, usernameRule } = personWords()
  /** An account that was made, though its owner could not be signed in: to be made no second time. */
  const made = useSignal('')
  return (
    <section class="panel stack">
      <p>{explained}</p>
      <FieldsForm
        save={create}
        said={{ 409: taken, 'json.username': usernameRule, 'json.password': rule }}
        submit={async ({ name = '', username = '', ...given }) => {
          const password = newPasswordOf(given)
          if (made.value !== username) {
            await ask(api.api.v1.people.$post({ json: { name, username, password, role: 'administrator' } }))
            made.value = username
          }
          await ask(api.session.$post({ json: { username, password } }))
          await sessionRenewed()
        }}
      >
        <WhoIsIt />
        <NewPassword label={password} />
      </FieldsForm>
      <p>
        <a href={linkTo([])}>{later}</a>
      </p>
    </section>
  )
}

function WhatNext() {
  const { hello, next, steps, toOverview } = words()
  return (
    <section class="panel stack">
      <p role="status">{hello(owner.value?.name ?? '')}</p>
      <h2>{next}</h2>
      <ol>
        {(['devices', 'people', 'contacts'] as const).map((tab) => (
          <li key={tab}>
            <a href={linkTo(['settings', tab])}>{steps[tab].title}</a>
            <p class="soft">{steps[tab].why}</p>
          </li>
        ))}
      </ol>
      <p>
        <a href={linkTo([])}>{toOverview}</a>
      </p>
    </section>
  )
}
