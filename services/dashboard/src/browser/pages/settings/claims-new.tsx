import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { useMemo } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { Choice } from '../../parts/field.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { createDeed } from '../../parts/resource.ts'
import { placeOptions, readPlace } from './devices-place.ts'
import { devicesWords } from './devices-words.ts'

export type MadeClaim = InferResponseType<typeof api.api.v1.claims.$post, 201>

/** In minutes; a week is the longest that the station takes. */
const lengths = ['60', '1440', '10080'] as const

/** Asks for which point and how long, and makes the code. */
export function NewClaim({ onClose, onMade }: { onClose(): void; onMade(made: MadeClaim): void }) {
  const { claims: words, create } = devicesWords()
  const deed = useMemo(createDeed, [])
  const options = placeOptions()
  const place = useSignal(options[0]?.value ?? '')
  const minutes = useSignal<(typeof lengths)[number]>('1440')

  async function submit(event: Event) {
    event.preventDefault()
    const json = { ...readPlace(place.value), minutes: Number(minutes.value) }
    let made: MadeClaim | undefined
    await deed.run(async () => {
      made = await ask(api.api.v1.claims.$post({ json }))
    })
    if (made) onMade(made)
  }

  return (
    <Dialog title={words.open} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <Choice
          label={create.place}
          value={place.value}
          options={options}
          onChoose={(chosen) => (place.value = chosen)}
        />
        <Choice
          label={words.lasts}
          value={minutes.value}
          options={lengths.map((value) => ({ value, text: words.lengths[value] }))}
          onChoose={(chosen) => (minutes.value = chosen)}
        />
        {deed.error.value != null && <Failed error={deed.error.value} />}
        <FormActions save={words.save} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
