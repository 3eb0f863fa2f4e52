import { owner } from '../../link/session.ts'
import { Field } from '../../parts/field.tsx'
import { accountWords } from './account-words.ts'

/** Asks whoever is signed in for their password, as the field `password`. */
export function PresentPassword() {
  return (
    <>
      {/* A password manager wants to know whose it is. */}
      <input type="text" autocomplete="username" value={owner.value?.by} hidden />
      <Field
        label={accountWords().presentPassword}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
    </>
  )
}
