import { PointId, SiteId } from './identifier.ts'
import type { Parameter } from './parameter.ts'

/** What a device may publish, by its topic. */
export type DeviceTopic = { site: SiteId; point: PointId } & (
  | { kind: 'readings' }
  | { kind: 'reading'; parameter: string }
  | { kind: 'state' }
  | { kind: 'status' }
)

/** `ipal/{site}/{point}/…`: the four things that a device may say, or null for any other topic. */
export function parseDeviceTopic(topic: string): DeviceTopic | null {
  const [root, siteLevel, pointLevel, kind, parameter, ...rest] = topic.split('/')
  if (root !== 'ipal' || rest.length > 0) return null
  const site = SiteId.safeParse(siteLevel)
  const point = PointId.safeParse(pointLevel)
  if (!site.success || !point.success) return null
  const at = { site: site.data, point: point.data }
  if (kind === 'readings' && parameter === undefined) return { ...at, kind }
  if (kind === 'readings' && parameter !== undefined) return { ...at, kind: 'reading', parameter }
  if ((kind === 'state' || kind === 'status') && parameter === undefined) return { ...at, kind }
  return null
}

/** The topics as functions of what fills them; `alarms` is the prefix under which we publish each alarm as it stands. */
export const topics = {
  readings: (site: string, point: string) => `ipal/${site}/${point}/readings`,
  reading: (site: string, point: string, parameter: Parameter) =>
    `ipal/${site}/${point}/readings/${parameter}`,
  state: (site: string, point: string) => `ipal/${site}/${point}/state`,
  status: (site: string, point: string) => `ipal/${site}/${point}/status`,
  alarm: (site: string, point: string, alarm: string) => `ipal/${site}/${point}/alarms/${alarm}`,
} as const
