import './cards.css'
import './record.css'
import { may } from '../../link/session.ts'
import { Audit } from './record-audit.tsx'
import { Books } from './record-books.tsx'
import { Quarantine } from './record-quarantine.tsx'
import { Rejected } from './record-rejected.tsx'
import { recordWords } from './record-words.ts'

/** What an officer answers for: whether the books balance, what was kept out of them and why, and who did what. */
export function Record() {
  if (!may('officer')) return <p class="soft">{recordWords().notYours}</p>
  return (
    <div class="record">
      <div class="column">
        <Books />
        <Quarantine />
      </div>
      <Rejected />
      <Audit />
    </div>
  )
}
