import type { Command } from './parse-request.ts'
import { Refused, told } from './problem.ts'
import type { DeviceAccount, NewAccount, StationClient } from './station-client.ts'

export type Outcome =
  | { done: 'listed'; devices: DeviceAccount[] }
  | { done: 'created' | 'rotated'; account: NewAccount }
  | { done: 'revoked'; device: DeviceAccount }

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
      const device = await knownDevice(command.id, station)
      await station.revoke(device.id)
      return { done: 'revoked', device }
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

async function knownDevice(id: string, station: StationClient): Promise<DeviceAccount> {
  const device = (await station.list()).find((each) => each.id === id)
  if (device) return device
  throw new Refused(
    told(
      `Tidak ada perangkat ${id}. Yang ada: pnpm devices list`,
      `There is no device ${id}. Which there are: pnpm devices list`,
    ),
  )
}
