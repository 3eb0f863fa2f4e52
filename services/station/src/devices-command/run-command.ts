import { readDeviceCertificate } from './given-files.ts'
import type { Command } from './parse-request.ts'
import { Refused, told } from './problem.ts'
import type { Claim, DeviceAccount, NewAccount, NewClaim, StationClient } from './station-client.ts'

export type Outcome =
  | { done: 'listed'; devices: DeviceAccount[] }
  | { done: 'created' | 'rotated'; account: NewAccount }
  | { done: 'revoked'; device: DeviceAccount }
  | { done: 'claims-listed'; claims: Claim[] }
  | { done: 'claimed'; claim: NewClaim }
  | { done: 'claim-revoked'; claim: Claim }
  | { done: 'bound' | 'unbound'; device: DeviceAccount }

/** Asks the station. Rejects with Refused, which says what there is in place of an unknown point or device. */
export async function runCommand(command: Command, station: StationClient): Promise<Outcome> {
  switch (command.name) {
    case 'list':
      return { done: 'listed', devices: await station.list() }
    case 'create': {
      const { site, point } = command
      await knownPoint(site, point, station)
      return { done: 'created', account: await station.create({ site, point }) }
    }
    case 'rotate': {
      const { id } = await knownDevice(command.id, station)
      return { done: 'rotated', account: await station.rotate(id) }
    }
    case 'revoke': {
      const claim = (await station.claims()).find(({ id }) => id === command.id)
      if (claim) {
        await station.revokeClaim(claim.id)
        return { done: 'claim-revoked', claim }
      }
      const device = await knownDevice(command.id, station)
      await station.revoke(device.id)
      return { done: 'revoked', device }
    }
    case 'claims':
      return { done: 'claims-listed', claims: await station.claims() }
    case 'claim': {
      const { site, point, minutes } = command
      await knownPoint(site, point, station)
      return { done: 'claimed', claim: await station.claim({ site, point, minutes }) }
    }
    case 'certificate': {
      const { username, file } = command
      const pem = file === null ? null : readDeviceCertificate(file)
      const { id } = await knownDevice(username, station)
      await (pem === null ? station.unbindCertificate(id) : station.bindCertificate(id, pem))
      return { done: pem === null ? 'unbound' : 'bound', device: await knownDevice(id, station) }
    }
  }
}

async function knownPoint(site: string, point: string, station: StationClient): Promise<void> {
  const points = await station.points()
  if (points.some((each) => each.site === site && each.point === point)) return
  const known = points.map((each) => `\n  ${each.site}/${each.point}`).join('')
  throw new Refused(
    told(`Tidak ada titik ${site}/${point}. Yang ada:`, `There is no point ${site}/${point}. There are:`) +
      known,
  )
}

/** By id or username. */
async function knownDevice(name: string, station: StationClient): Promise<DeviceAccount> {
  const device = (await station.list()).find(({ id, username }) => id === name || username === name)
  if (device) return device
  throw new Refused(
    told(
      `Tidak ada perangkat ${name}. Yang ada: pnpm devices list`,
      `There is no device ${name}. Which there are: pnpm devices list`,
    ),
  )
}
