import './cards.css'
import './devices.css'
import { useSignal } from '@preact/signals'
import { api, ask } from '../../link/api.ts'
import { now } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import { Failed } from '../../parts/failed.tsx'
import { Loading } from '../../parts/loading.tsx'
import { useResource } from '../../parts/resource.ts'
import { ShownOnce } from '../../parts/shown-once.tsx'
import { Claims } from './claims.tsx'
import { type Device, DeviceCard } from './devices-card.tsx'
import { type Credential, credentialLines, credentialText } from './devices-credential.ts'
import { DeviceDialogs } from './devices-dialogs.tsx'
import { NewDevice } from './devices-new.tsx'
import { devicesWords } from './devices-words.ts'

export interface DeviceDialog {
  kind: 'rotate' | 'bind' | 'unbind' | 'remove'
  device: Device
}

/** The accounts by which devices send, and the codes with which they get one. */
export function Devices() {
  const words = devicesWords()
  const creating = useSignal(false)
  const dialog = useSignal<DeviceDialog | null>(null)
  const shown = useSignal<{ title: 'created' | 'rotated'; credential: Credential; at: number } | null>(null)
  const told = useSignal('')
  const devices = useResource((signal) => ask(api.api.v1.devices.$get({}, { init: { signal } })), [])

  function show(title: 'created' | 'rotated', credential: Credential) {
    creating.value = false
    dialog.value = null
    shown.value = { title, credential, at: now.peek() }
    devices.reload()
  }

  return (
    <>
      <section class="stack" aria-labelledby="devices-heading">
        <div class="heading-row">
          <h2 id="devices-heading">{words.devices}</h2>
          {may('administrator') && (
            <button class="primary" type="button" onClick={() => (creating.value = true)}>
              {words.create.open}
            </button>
          )}
        </div>
        <p class="soft">{words.explained}</p>
        {!may('administrator') && <p class="soft">{words.readOnly}</p>}
        <p class="done" role="status">
          {told.value}
        </p>
        {shown.value && (
          <ShownOnce
            title={words.shown[shown.value.title]}
            lines={credentialLines(shown.value.credential, shown.value.at)}
            qr={credentialText(shown.value.credential)}
            onClose={() => (shown.value = null)}
          />
        )}
        {devices.error != null && <Failed error={devices.error} retry={devices.reload} />}
        {!devices.value && devices.loading && <Loading />}
        {devices.value?.length === 0 && <p class="empty">{words.none}</p>}
        <ul class="cards">
          {devices.value?.map((device) => (
            <DeviceCard
              key={device.id}
              device={device}
              onAct={(kind) => {
                told.value = ''
                dialog.value = { kind, device }
              }}
            />
          ))}
        </ul>
      </section>
      {may('administrator') && <Claims onChanged={devices.reload} />}
      {creating.value && (
        <NewDevice onClose={() => (creating.value = false)} onMade={(made) => show('created', made)} />
      )}
      {dialog.value && (
        <DeviceDialogs
          dialog={dialog.value}
          onClose={() => (dialog.value = null)}
          onRotated={(made) => show('rotated', made)}
          onDone={(text) => {
            dialog.value = null
            told.value = text
            devices.reload()
          }}
        />
      )}
    </>
  )
}
