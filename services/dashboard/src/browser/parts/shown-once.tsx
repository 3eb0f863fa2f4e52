import './shown-once.css'
import { useSignal } from '@preact/signals'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'
import { Qr } from './qr.tsx'
import { secretWords } from './secret-words.ts'

export interface ShownOnceProps {
  title: string
  lines: readonly { label: string; text: string }[]
  /** What a QR code says, where one helps. */
  qr?: string
  onClose(): void
}

/** A secret that the station tells this once: to be copied, scanned or printed. It goes only when somebody says that they have it. */
export function ShownOnce({ title, lines, qr, onClose }: ShownOnceProps) {
  const words = secretWords()
  const leaving = useSignal(false)
  if (leaving.value) return <AskBeforeLeaving onStay={() => (leaving.value = false)} onLeave={onClose} />
  return (
    <Dialog key="shown" title={title} onClose={() => (leaving.value = true)}>
      <div class="shown-once">
        <p class="hint">{words.never}</p>
        {lines.map(({ label, text }) => (
          <div class="line" key={label}>
            <strong>{label}</strong>
            <code class="secret">{text}</code>
            <CopyButton text={text} of={label} />
          </div>
        ))}
        {qr && <Qr text={qr} label={words.qr(title)} />}
        <div class="actions">
          <button class="primary" type="button" onClick={() => (leaving.value = true)}>
            {words.done}
          </button>
          <button type="button" onClick={() => print()}>
            {words.print}
          </button>
        </div>
      </div>
    </Dialog>
  )
}

function AskBeforeLeaving({ onStay, onLeave }: { onStay(): void; onLeave(): void }) {
  const { leaveTitle, leave, stay, saved } = secretWords()
  return (
    <Dialog key="leaving" title={leaveTitle} onClose={onStay}>
      <div class="form">
        <p>{leave}</p>
        <div class="actions">
          <button class="primary" type="button" onClick={onStay}>
            {stay}
          </button>
          <button type="button" onClick={onLeave}>
            {saved}
          </button>
        </div>
      </div>
    </Dialog>
  )
}
