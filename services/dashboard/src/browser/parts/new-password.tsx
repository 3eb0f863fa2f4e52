import { Refused } from '../link/api.ts'
import { defineWords } from '../words/language.ts'
import { Field } from './field.tsx'

export const passwordWords = defineWords({
  id: {
    password: 'Kata sandi',
    next: 'Kata sandi baru',
    again: 'Ulangi kata sandi',
    rule: 'Paling sedikit 12 huruf atau angka, tanpa nama pengguna di dalamnya. Beberapa kata mudah diingat.',
    differ: 'Kedua kata sandi tidak sama.',
  },
  en: {
    password: 'Password',
    next: 'New password',
    again: 'Password once more',
    rule: '12 or more characters, without the username in them. A few words are easy to remember.',
    differ: 'The two passwords are not the same.',
  },
})

/** Asks for a new password twice, and tells the station's rule for it. */
export function NewPassword({ label }: { label: string }) {
  const { again, rule } = passwordWords()
  const input = { type: 'password', autocomplete: 'new-password', required: true, maxLength: 200 } as const
  return (
    <>
      <Field label={label} hint={rule} name="newPassword" minLength={12} {...input} />
      <Field label={again} name="again" {...input} />
    </>
  )
}

/** The new password that a form with {@link NewPassword} was given; refuses two that differ. */
export function newPasswordOf({ newPassword = '', again }: Readonly<Record<string, string>>): string {
  if (newPassword !== again) throw new Refused(400, passwordWords().differ)
  return newPassword
}
