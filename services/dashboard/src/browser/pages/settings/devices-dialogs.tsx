import { api, ask } from '../../link/api.ts'
import type { DeviceDialog } from './devices.tsx'
import { AskBefore } from './devices-ask.tsx'
import { BindCertificate } from './devices-certificate.tsx'
import type { Credential } from './devices-credential.ts'
import { nameOf } from './devices-place.ts'
import { devicesWords } from './devices-words.ts'

interface DeviceDialogsProps {
  dialog: DeviceDialog
  onClose(): void
  /** Says what was done. */
  onDone(told: string): void
  onRotated(made: Credential): void
}

/** What is asked before a device's account is changed. */
export function DeviceDialogs({ dialog: { kind, device }, onClose, onDone, onRotated }: DeviceDialogsProps) {
  const words = devicesWords()
  const { username: name } = device
  const call = api.api.v1.devices[':id']
  const param = { id: device.id }
  if (kind === 'bind') {
    return <BindCertificate device={device} onClose={onClose} onDone={() => onDone('')} />
  }
  if (kind === 'rotate') {
    let made: Credential | undefined
    const { title, breaks, do: text } = words.rotate
    return (
      <AskBefore
        {...{ title: title(name), breaks, text, onClose }}
        act={async () => {
          made = await ask(call.password.$post({ param }))
        }}
        onDone={() => made && onRotated(made)}
      />
    )
  }
  if (kind === 'unbind') {
    const { title, breaks, do: text } = words.unbind
    return (
      <AskBefore
        {...{ title: title(name), breaks, text, onClose }}
        act={() => ask(call.certificate.$delete({ param }))}
        onDone={() => onDone(words.certificateGone)}
      />
    )
  }
  const { title, breaks, do: text } = words.remove
  return (
    <AskBefore
      {...{ title: title(name), breaks: breaks(nameOf(device)), text, onClose }}
      act={() => ask(call.$delete({ param }))}
      onDone={() => onDone(words.gone)}
    />
  )
}
