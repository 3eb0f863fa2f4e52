import { useMemo } from 'preact/hooks'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { createDeed } from '../../parts/resource.ts'
import { shellWords } from '../../words/shell.ts'

interface AskBeforeProps {
  title: string
  /** What ends by it. */
  breaks: string
  text: string
  act(): Promise<unknown>
  onClose(): void
  onDone(): void
}

/** Asks before something that cannot be taken back, and says what it breaks. */
export function AskBefore({ title, breaks, text, act, onClose, onDone }: AskBeforeProps) {
  const deed = useMemo(createDeed, [])
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="form">
        <p>{breaks}</p>
        {deed.error.value != null && <Failed error={deed.error.value} />}
        <div class="actions">
          <button
            class="primary"
            type="button"
            disabled={deed.running.value}
            onClick={async () => {
              if (await deed.run(act)) onDone()
            }}
          >
            {text}
          </button>
          <button type="button" onClick={onClose}>
            {shellWords().cancel}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
