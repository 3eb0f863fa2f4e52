import { type Alarm, formatInstant, type SiteId } from '@jernih/domain'
import type { Offset } from '@jernih/journal'
import type { Clock } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { type AlarmView, viewAlarm } from '../alarm-view.ts'
import { type LatestView, viewLatest, zoneOf } from '../latest-view.ts'
import type { WatchPort } from '../ports.ts'
import { within } from '../within.ts'
import type { SnapshotReason } from './mailbox.ts'

const maxAlarms = 2_000
/** Of the episodes that are over and that nobody has seen, the newest. */
const maxUnseen = 200
const pageSize = 500
const reachLimitMs = 2_000

/** Everything that a screen shows, as it stands at `cursor` or a little after. */
export interface Snapshot {
  serverTime: string
  cursor: Offset
  /** Some readings come from the virtual plant. */
  simulated: boolean
  /**
   * `missed`: the client asked to resume, and we no longer had all that it missed. `sites`: a site's file has changed, so that
   * what the client knows of the sites and their limits is to be read again.
   */
  reason: SnapshotReason
  latest: LatestView[]
  alarms: AlarmView[]
}

/** What happens while it is taken comes after it in the stream, and may be in it already. */
export async function takeSnapshot(
  deps: { watch: WatchPort; sites: Sites; clock: Clock; simulated(): boolean },
  { site, cursor, reason }: { site: SiteId | null; cursor: Offset; reason: SnapshotReason },
): Promise<Snapshot> {
  const { watch, sites, clock } = deps
  await within(watch.reached(cursor), reachLimitMs)
  const alarms = [...(await activeAlarms(watch, site)), ...(await unseenAlarms(watch, site))]
  const now = clock.now()
  const latest = watch.latest().filter((reading) => site === null || reading.site === site)
  return {
    serverTime: formatInstant(now, site === null ? 'UTC' : zoneOf(sites, site)),
    cursor,
    simulated: deps.simulated(),
    reason,
    latest: latest.map((reading) => viewLatest(reading, sites, now)),
    alarms: alarms.map((alarm) => viewAlarm(alarm, zoneOf(sites, alarm.site))),
  }
}

async function unseenAlarms(watch: WatchPort, site: SiteId | null): Promise<Alarm[]> {
  const page = await watch.list({
    state: 'returned-unacknowledged',
    limit: maxUnseen,
    ...(site === null ? {} : { site }),
  })
  return page.alarms
}

async function activeAlarms(watch: WatchPort, site: SiteId | null): Promise<Alarm[]> {
  const found: Alarm[] = []
  let cursor: string | null = null
  do {
    const page = await watch.list({
      status: 'active',
      limit: pageSize,
      ...(site === null ? {} : { site }),
      ...(cursor === null ? {} : { cursor }),
    })
    found.push(...page.alarms)
    cursor = page.next
  } while (cursor !== null && found.length < maxAlarms)
  return found
}
