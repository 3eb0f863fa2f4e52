import type { Role } from '../../link/wire.ts'
import { Choice } from '../../parts/field.tsx'
import { fieldWords } from '../../words/field.ts'
import { peopleWords } from './people-words.ts'

const roles: readonly Role[] = ['viewer', 'operator', 'officer', 'administrator']

/** Chooses a role, and says what it may do. */
export function RoleChoice({ value, onChoose }: { value: Role; onChoose(role: Role): void }) {
  const { role, roleMay } = peopleWords()
  return (
    <Choice
      label={role}
      hint={roleMay[value]}
      value={value}
      options={roles.map((value) => ({ value, text: fieldWords().roles[value] }))}
      onChoose={onChoose}
    />
  )
}
