import { createAlarmCard } from './alarm-card.ts'
import { element, say } from './element.ts'
import { state, text } from './state.ts'
import type { Alarm } from './wire.ts'

const order = { critical: 0, high: 1, medium: 2, low: 3 } as const

/** What wants somebody now, then what ended unseen, then what is kept from people. */
const ranks: Record<Alarm['state'], 0 | 1 | 2> = {
  'unacknowledged-active': 0,
  'acknowledged-active': 0,
  latched: 0,
  'returned-unacknowledged': 1,
  normal: 1,
  shelved: 2,
  'suppressed-by-design': 2,
  'out-of-service': 2,
}

/** Of those that ended unseen the newest; the heading counts all. */
const mostUnseen = 20

/** The alarms that stand or that nobody has seen, the gravest and newest first. Drawn anew when one changes; `update` moves the ages on. */
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
      const sorted = [...state.alarms.values()].sort(
        (a, b) => order[a.priority] - order[b.priority] || b.since.localeCompare(a.since),
      )
      const [active, unseen, withheld] = ([0, 1, 2] as const).map((rank) =>
        sorted.filter((alarm) => ranks[alarm.state] === rank),
      ) as [Alarm[], Alarm[], Alarm[]]
      root.dataset['calm'] = String(sorted.length === 0)
      say(heading, summary(active.length, unseen.length, withheld.length))
      const cards = [...active, ...unseen.slice(0, mostUnseen), ...withheld].map(createAlarmCard)
      ages = cards.map(({ update }) => update)
      list.replaceChildren(...cards.map(({ root }) => root))
    },
    update() {
      for (const update of ages) update()
    },
  }
}

function summary(active: number, unseen: number, withheld: number): string {
  const words = text()
  return [
    active === 0 ? words.calm : words.alarms(active),
    ...(unseen === 0 ? [] : [words.unseen(unseen)]),
    ...(withheld === 0 ? [] : [words.withheld(withheld)]),
  ].join(' · ')
}
