import { formatAge, formatTime } from '../format.ts'
import { ageOf, isAhead } from '../link/live.ts'
import type { Latest } from '../link/wire.ts'
import { fieldWords } from '../words/field.ts'

/** How old a reading is, counting up. The exact time is its title. */
export function Age({ of, zone }: { of: Latest; zone: string }) {
  const { ago, ahead } = fieldWords()
  return (
    <time class="age" dateTime={of.at} title={formatTime(of.at, zone)}>
      {ago(formatAge(ageOf(of)))}
      {isAhead(of) && `, ${ahead}`}
    </time>
  )
}
