import { useSignal } from '@preact/signals'
import { secretWords } from './secret-words.ts'

/** Copies a text, and says whether that went; `of` names what is copied to those who do not see where the button stands. */
export function CopyButton({ text, of }: { text: string; of: string }) {
  const { copy, copied, notCopied } = secretWords()
  const told = useSignal('')
  return (
    <span class="copy">
      <button
        type="button"
        aria-label={`${copy}: ${of}`}
        onClick={async ({ currentTarget }) => {
          told.value = (await copyText(text, currentTarget)) ? copied : notCopied
        }}
      >
        {copy}
      </button>
      <span role="status">{told.value}</span>
    </span>
  )
}

/** Browsers keep their clipboard from pages without TLS, as on a plant's own network: there the old way serves. */
async function copyText(text: string, button: HTMLElement): Promise<boolean> {
  if (navigator.clipboard) {
    const isCopied = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
    if (isCopied) return true
  }
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'unseen'
  // Beside the button: out of an open dialog nothing could be selected.
  button.after(area)
  area.select()
  const isCopied = document.execCommand('copy')
  area.remove()
  button.focus()
  return isCopied
}
