import type { Site, SiteId } from '@jernih/domain'
import type { Journal } from '@jernih/journal'
import type { Clock } from '@jernih/runtime'
import type { Watched } from './herald.ts'
import type { Outbox } from './outbox.ts'
import { fill, wordings } from './wording.ts'

/**
 * Acknowledges the alarm whose letter somebody answered, in the name that the site's file gives to whoever has that Telegram id. Who is
 * no contact of the site acknowledges nothing, though they may read it in a group.
 */
export function acknowledging(given: {
  outbox: Outbox
  watch: Watched
  journal: Pick<Journal, 'append'>
  sites: { get(id: SiteId): Site | undefined }
  clock: Clock
}): (press: { row: number; from: string }) => Promise<string> {
  const { outbox, watch, journal, sites, clock } = given
  return async ({ row, from }) => {
    const letter = await outbox.find(row)
    const contacts = letter ? (sites.get(letter.site)?.contacts ?? []) : []
    const contact = contacts.find(({ telegram }) => `${telegram}` === from)
    const words = wordings[contact?.language ?? 'id']
    if (!letter) return words.notFound
    if (!contact) return words.nobodyKnown
    const found = await watch.get(letter.alarm)
    if (!found) return words.notFound
    const { acknowledgement } = found.alarm
    if (acknowledgement) return fill(words.acknowledgedBefore, { name: acknowledgement.by })
    const { name } = contact
    const act = { kind: 'act', act: 'acknowledge', alarm: letter.alarm, by: name, note: null } as const
    await watch.reached(await journal.append({ ...act, receivedAt: clock.now() }))
    return fill(words.acknowledged, { name })
  }
}
