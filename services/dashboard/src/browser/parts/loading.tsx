import { shellWords } from '../words/shell.ts'

export function Loading() {
  return (
    <p class="empty" role="status">
      {shellWords().loading}
    </p>
  )
}
