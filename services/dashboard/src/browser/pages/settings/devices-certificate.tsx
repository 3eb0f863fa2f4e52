import { useId, useMemo, useState } from 'preact/hooks'
import { api, ask } from '../../link/api.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Failed } from '../../parts/failed.tsx'
import { FormActions } from '../../parts/form-actions.tsx'
import { createDeed } from '../../parts/resource.ts'
import type { Device } from './devices-card.tsx'
import { devicesWords } from './devices-words.ts'

/** Takes a certificate in PEM and binds it to the device. */
export function BindCertificate(props: { device: Device; onClose(): void; onDone(): void }) {
  const { device, onClose, onDone } = props
  const { bind } = devicesWords()
  const deed = useMemo(createDeed, [])
  const [pem, setPem] = useState('')
  const id = useId()

  async function submit(event: Event) {
    event.preventDefault()
    const json = { certificate: pem }
    const call = () => ask(api.api.v1.devices[':id'].certificate.$put({ param: { id: device.id }, json }))
    if (await deed.run(call)) onDone()
  }

  return (
    <Dialog title={bind.title(device.username)} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>{bind.explained}</p>
        <div class="field">
          <label for={id}>{bind.pem}</label>
          <textarea
            id={id}
            class="pem"
            rows={8}
            required
            spellcheck={false}
            aria-describedby={`${id}-hint`}
            value={pem}
            onInput={({ currentTarget }) => setPem(currentTarget.value)}
          />
          <p class="hint" id={`${id}-hint`}>
            {bind.pemHint}
          </p>
        </div>
        {deed.error.value != null && <Failed error={deed.error.value} />}
        <FormActions save={bind.save} running={deed.running} onCancel={onClose} />
      </form>
    </Dialog>
  )
}
