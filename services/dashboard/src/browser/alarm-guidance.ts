import { element } from './element.ts'
import { state, text } from './state.ts'
import type { Alarm, Guidance } from './wire.ts'

/** What somebody has opened stays open while the list is drawn anew. */
const opened = new Set<string>()
/** One card a kind and parameter. */
const known = new Map<string, Guidance>()

/** What lies behind an alarm, what follows, and what to do within how long; asked for once somebody opens it. */
export function createGuidance(alarm: Alarm): HTMLElement {
  const words = text()
  const body = element('dl', {})
  const root = element('details', { class: 'guidance' }, element('summary', {}, words.whatToDo), body)

  async function open() {
    opened.add(alarm.id)
    const guidance = await ask(alarm)
    if (!guidance) return root.removeAttribute('open')
    const { cause, consequence, action } = guidance[state.language]
    const pair = (name: string, said: string) => [element('dt', {}, name), element('dd', {}, said)]
    body.replaceChildren(
      ...pair(words.toDo(guidance.minutesToAct), action),
      ...pair(words.cause, cause),
      ...pair(words.consequence, consequence),
    )
  }

  root.addEventListener('toggle', () => {
    if (root.open) void open()
    else opened.delete(alarm.id)
  })
  root.open = opened.has(alarm.id)
  return root
}

async function ask({ id, kind, parameter }: Alarm): Promise<Guidance | null> {
  const key = `${kind} ${parameter ?? ''}`
  const answer = known.has(key)
    ? null
    : await fetch(`/api/v1/alarms/${encodeURIComponent(id)}`).catch(() => null)
  if (answer?.ok) known.set(key, ((await answer.json()) as { guidance: Guidance }).guidance)
  return known.get(key) ?? null
}
