import type { InferResponseType } from 'hono/client'
import { formatTime } from '../../format.ts'
import type { api } from '../../link/api.ts'
import { allLatest, now, placeOf } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import { Age } from '../../parts/age.tsx'
import type { DeviceDialog } from './devices.tsx'
import { nameOf, zoneAt } from './devices-place.ts'
import { devicesWords } from './devices-words.ts'

export type Device = InferResponseType<typeof api.api.v1.devices.$get, 200>[number]

/** A device's account, and when its point was last heard of. */
export function DeviceCard({ device, onAct }: { device: Device; onAct(kind: DeviceDialog['kind']): void }) {
  const words = devicesWords()
  const zone = zoneAt(device)
  const { certificate } = device
  const newest = allLatest()
    .filter(({ site, point }) => site === device.site && point === device.point)
    .sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt))[0]
  const act = (kind: DeviceDialog['kind'], text: string) => (
    <button type="button" aria-label={`${text}: ${device.username}`} onClick={() => onAct(kind)}>
      {text}
    </button>
  )
  return (
    <li class="panel stack">
      <h3>{nameOf(device)}</h3>
      {!placeOf(device).point && <p class="failed">{words.unknownPlace}</p>}
      {device.simulated && <p class="soft">{words.simulated}</p>}
      <dl class="facts">
        <dt>{words.username}</dt>
        <dd>
          <code>{device.username}</code>
        </dd>
        <dt>{words.lastHeard}</dt>
        <dd>{newest ? <Age of={newest} zone={zone} /> : words.neverHeard}</dd>
        <dt>{words.created}</dt>
        <dd>{formatTime(device.createdAt, zone)}</dd>
        <dt>{words.certificate}</dt>
        <dd>{certificate ? <Certificate certificate={certificate} zone={zone} /> : words.noCertificate}</dd>
      </dl>
      {may('administrator') && (
        <div class="actions">
          {act('rotate', words.rotate.open)}
          {act('bind', words.bind.open)}
          {certificate && act('unbind', words.unbind.open)}
          {act('remove', words.remove.open)}
        </div>
      )}
    </li>
  )
}

function Certificate(props: { certificate: NonNullable<Device['certificate']>; zone: string }) {
  const { certificate, zone } = props
  const { certificateUntil, certificateEnded } = devicesWords()
  const { subject, fingerprint, notAfter } = certificate
  const say = Date.parse(notAfter) < now.value ? certificateEnded : certificateUntil
  return (
    <>
      {say(subject, formatTime(notAfter, zone))}
      <br />
      <code class="soft">{fingerprint}</code>
    </>
  )
}
