import { defineWords } from '../words/language.ts'
import { Field } from './field.tsx'

export const personWords = defineWords({
  id: {
    name: 'Nama',
    username: 'Nama pengguna',
    usernameRule: 'Huruf kecil, angka, titik atau garis, misalnya siti.rahayu; bukan admin.',
    taken: 'Nama pengguna itu sudah dipakai.',
  },
  en: {
    name: 'Name',
    username: 'Username',
    usernameRule: 'Small letters, digits, dots or dashes, such as siti.rahayu; not admin.',
    taken: 'That username is somebody already.',
  },
})

/** Who somebody is and what they sign in with, as the fields `name` and `username`. */
export function WhoIsIt() {
  const { name, username, usernameRule } = personWords()
  return (
    <>
      <Field label={name} name="name" maxLength={200} autocomplete="off" required />
      <Field
        label={username}
        hint={usernameRule}
        name="username"
        maxLength={64}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        required
      />
    </>
  )
}
