import { type Signal, signal } from '@preact/signals'
import { api, ask, Refused } from '../../link/api.ts'
import type { Alarm } from '../../link/wire.ts'

const { alarms } = api.api.v1

/** The alarm itself, of its own id or of one of its episodes'. */
export function alarmIdOf(id: string): string {
  return id.split('.').slice(0, 3).join('.')
}

export const acknowledge = (id: string, note: string) =>
  ask(alarms[':id'].acknowledge.$post({ param: { id }, json: noted(note) }))

export const clear = (id: string, note: string) =>
  ask(alarms[':id'].clear.$post({ param: { id }, json: noted(note) }))

export const shelve = (
  id: string,
  json: { reason: string; until: number } | { reason: string; minutes: number },
) => ask(alarms[':id'].shelve.$post({ param: { id: alarmIdOf(id) }, json }))

export const unshelve = (id: string) =>
  ask(alarms[':id'].unshelve.$post({ param: { id: alarmIdOf(id) }, json: {} }))

export const takeOut = (id: string, reason: string) =>
  ask(alarms[':id']['out-of-service'].$post({ param: { id: alarmIdOf(id) }, json: { reason } }))

export const putBack = (id: string) =>
  ask(alarms[':id']['return-to-service'].$post({ param: { id: alarmIdOf(id) }, json: {} }))

/** Another person was there before: how the alarm stands now. */
export class Overtaken extends Error {
  override name = 'Overtaken'
  now: Pick<Alarm, 'state' | 'acknowledgement' | 'site' | 'point'>

  constructor(now: Overtaken['now'], cause: Refused) {
    super(cause.message, { cause })
    this.now = now
  }
}

/** Does it; where the station says that the alarm stands otherwise by now, throws {@link Overtaken} with how it does. */
export async function actOn<Answer>(episode: string, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error
    const now = await ask(alarms[':id'].$get({ param: { id: episode } })).catch(() => null)
    throw now ? new Overtaken(now, error) : error
  }
}

const drafts = new Map<string, Signal<string>>()

/** What somebody is typing about an alarm: kept until it was sent, whatever becomes of the page meanwhile. */
export function draftOf(key: string): Signal<string> {
  const known = drafts.get(key)
  if (known) return known
  const made = signal('')
  drafts.set(key, made)
  return made
}

function noted(note: string): { note?: string } {
  const said = note.trim()
  return said === '' ? {} : { note: said }
}
