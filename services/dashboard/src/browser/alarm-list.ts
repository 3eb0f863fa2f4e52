import { createAlarmCard } from './alarm-card.ts'
import { element, say } from './element.ts'
import { state, text } from './state.ts'

const order = { critical: 0, high: 1, medium: 2, low: 3 } as const

/** The active alarms, the gravest and newest first. Drawn anew when one changes; `update` moves the ages on. */
export function createAlarmList() {
  const heading = element('h2', { id: 'alarms-heading' })
  const list = element('ul', { class: 'alarms' })
  const root = element(
    'section',
    { class: 'alarm-section', 'aria-labelledby': 'alarms-heading' },
    heading,
    list,
  )
  let ages: (() => void)[] = []

  return {
    root,
    draw() {
      const alarms = [...state.alarms.values()].sort(
        (a, b) => order[a.priority] - order[b.priority] || b.since.localeCompare(a.since),
      )
      root.dataset['calm'] = String(alarms.length === 0)
      say(heading, alarms.length === 0 ? text().calm : text().alarms(alarms.length))
      const cards = alarms.map(createAlarmCard)
      ages = cards.map(({ update }) => update)
      list.replaceChildren(...cards.map(({ root }) => root))
    },
    update() {
      for (const update of ages) update()
    },
  }
}
