import { useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Choice } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { createDeed } from '../../parts/resource.ts'
import type { Credential } from './devices-credential.ts'
import { placeOptions, readPlace } from './devices-place.ts'
import { devicesWords } from './devices-words.ts'

/** Asks for which point, and makes the account. */
export function NewDevice({ onClose, onMade }: { onClose(): void; onMade(made: Credential): void }) {
  const { create } = devicesWords()
  const deed = useMemo(createDeed, [])
  const options = placeOptions()
  const place = useSignal(options[0]?.value ?? '')

  async function submit(event: Event) {
    event.preventDefault()
    let made: Credential | undefined
    await deed.run(async () => {
      made = await ask(api.api.v1.devices.$post({ json: readPlace(place.value) }))
    })
    if (made) onMade(made)
  }

  return (
    <Dialog title={create.open} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Choice
          label={create.place}
          value={place.value}
          options={options}
          onChoose={(chosen) => (place.value = chosen)}
        />
        {deed.error.value != null && <Failed error={deed.error.value} />}
        <FormActions save={create.save} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
