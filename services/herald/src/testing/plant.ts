import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Alarm, type Contact, Site, SiteId, Transition } from '@jernih/domain'
import { createLog, createScope, openDatabase } from '@jernih/runtime'
import type { ChannelName } from '../channel.ts'
import { openOutbox } from '../outbox.ts'
import type { Subscriber } from '../routing.ts'

export const log = createLog('silent')
export const plant = SiteId.parse('plant')
/** 24 November 2026, 09:13 WIB. */
export const nine = Date.UTC(2026, 10, 24, 2, 13)

export function plantSite(contacts: readonly (Pick<Contact, 'name' | 'role'> & Partial<Contact>)[]): Site {
  return Site.parse({
    id: plant,
    name: 'Sentra Batik',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
    contacts,
    points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { cod: {} } }],
  })
}

/** The `n`th alarm of the outlet, as it stands after a step. */
export function change(
  n: number,
  given: { step?: Transition['step']; alarm?: object; transition?: object } = {},
) {
  const { step = 'raised' } = given
  const id = `plant.outlet.cod-limit-high.${n}`
  const alarm = Alarm.parse({
    ...{ id, site: 'plant', point: 'outlet', parameter: 'cod', kind: 'limit-high', priority: 'high' },
    ...{ since: nine - 60_000, raisedAt: nine, value: 162.4, peak: 188.9, last: 171.2, confirmed: true },
    limit: {
      value: 150,
      unit: 'mg/L',
      citation: { source: 'Permen LH/BPLH 12/2025', clause: 'Lampiran I', verified: true },
    },
    ...{ readings: null, acknowledgement: null, shelving: null, suppression: null, outOfService: null },
    ...(step === 'cleared'
      ? { status: 'cleared', state: 'returned-unacknowledged', clearedAt: nine + 3_600_000 }
      : { status: 'active', state: 'unacknowledged-active', dataLostSince: null, returnedAt: null }),
    ...given.alarm,
  })
  const steps = { raised: 1, acknowledged: 2, cleared: 3 }
  const transition = Transition.parse({
    id: `${id}.${steps[step as keyof typeof steps] ?? 4}`,
    ...{ at: nine, offset: n, step, value: 162.4, by: null, note: null, after: null },
    ...given.transition,
  })
  return { alarm, transition }
}

/** An outbox on a disk, beside which a watch's transaction is played by `happens`. */
export async function openParts(
  site: Site,
  channels: readonly { name: ChannelName }[],
  subscribers: { list(): readonly Subscriber[] } = { list: () => [] },
) {
  const scope = createScope(log)
  const directory = await mkdtemp(join(tmpdir(), 'jernih-herald-'))
  scope.add({ close: () => rm(directory, { recursive: true }) })
  const sites = { all: () => [site], get: (id: SiteId) => (id === site.id ? site : undefined) }
  const outbox = scope.add(await openOutbox({ directory, sites, channels, subscribers, log }))
  const database = scope.add(await openDatabase(join(directory, 'alarms.db'), ''))
  return {
    scope,
    directory,
    sites,
    outbox,
    database,
    happens: (changes: readonly ReturnType<typeof change>[], at = nine) =>
      database.transaction(outbox.alongside(changes, at)),
  }
}
