import { createGuidance } from './alarm-guidance.ts'
import { element, say } from './element.ts'
import { dayIn, formatAge, formatTime, formatValue } from './format.ts'
import { ageOf, isStale, placeOf, seriesKey, serverNow, state, text } from './state.ts'
import type { Alarm } from './wire.ts'

/** One alarm: what, where, since when, against which limit, how sure, and who is on it. `update` moves the ages on. */
export function createAlarmCard(alarm: Alarm) {
  const words = text()
  const { what, where } = alarmTitle(alarm)
  const zone = placeOf(alarm).site?.zone ?? 'UTC'
  const time = (at: string) =>
    formatTime(at, { zone, today: dayIn(zone, serverNow()), language: state.language })
  const since = element('p', { class: 'since' })
  const figures = createFigures(alarm)
  const { acknowledgement, dataLostSince, confirmed, priority } = alarm
  const marks = [
    ...standing(alarm, time),
    ...(dataLostSince ? [words.dataLost(time(dataLostSince))] : []),
    ...(confirmed ? [] : [words.unconfirmed]),
  ]
  const root = element(
    'li',
    { class: 'alarm', 'data-priority': priority, 'data-state': alarm.state },
    element('h3', {}, what),
    element('p', { class: 'where' }, where),
    since,
    ...(figures?.elements ?? []),
    ...marks.map((mark) => element('p', { class: 'alarm-mark' }, mark)),
    createGuidance(alarm),
    acknowledgement
      ? element('p', { class: 'taken' }, words.acknowledged(acknowledgement.by, time(acknowledgement.at)))
      : acknowledgeButton(alarm, what),
  )
  function update() {
    const ago = formatAge(serverNow() - Date.parse(alarm.since), words)
    say(since, words.since(time(alarm.since), ago))
    figures?.update()
  }
  update()
  return { root, update }
}

/** Why it stands though its condition has ended, or why it is kept from people. */
function standing(alarm: Alarm, time: (at: string) => string): string[] {
  const words = text()
  const { shelving, suppression, outOfService, returnedAt, clearedAt } = alarm
  const because = (said: string, note: string | null) => (note ? `${said}: ${note}` : said)
  return [
    ...(alarm.state === 'returned-unacknowledged' && clearedAt ? [words.returned(time(clearedAt))] : []),
    ...(returnedAt ? [words.latched(time(returnedAt))] : []),
    ...(shelving ? [because(words.shelved(time(shelving.until), shelving.by), shelving.note)] : []),
    ...(suppression ? [words.suppressed(words.causes[suppression.cause])] : []),
    ...(outOfService
      ? [because(words.outOfService(outOfService.by, time(outOfService.at)), outOfService.note)]
      : []),
  ]
}

/** `COD di atas batas · Outlet, Sentra IKM Batik`. */
export function alarmTitle(alarm: Alarm): { what: string; where: string } {
  const { site, point, parameter } = placeOf(alarm)
  const kinds: Readonly<Record<string, (name: string) => string>> = text().kinds
  const name = parameter?.name[state.language] ?? alarm.parameter ?? ''
  return {
    what: kinds[alarm.kind]?.(name).trim() ?? `${name} ${alarm.kind}`.trim(),
    // Alarms of Jernih itself stand at a point that no site has.
    where: `${point?.name[state.language] ?? (alarm.point === 'station' ? 'Jernih' : alarm.point)}, ${site?.name ?? alarm.site}`,
  }
}

/** The value now with its age, the one that raised the alarm, and the limit with its citation. */
function createFigures(alarm: Alarm) {
  const { limit, value } = alarm
  if (!limit) return null
  const words = text()
  const { point, parameter } = placeOf(alarm)
  const show = (figure: number) => formatValue(figure, parameter?.decimals ?? 2, state.language)
  // A small plant's load is grams.
  const decimals = alarm.kind === 'load-high' ? 3 : (parameter?.decimals ?? 2)
  const nowName = element('dt')
  const nowValue = element('dd')
  const pair = (name: string, figure: string) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, figure))
  const { source, clause, verified } = limit.citation
  const citation = [source, clause, verified ? undefined : words.unverified].filter(Boolean).join(', ')

  return {
    elements: [
      element(
        'dl',
        { class: 'figures' },
        element('div', {}, nowName, nowValue),
        ...(value === null
          ? []
          : [pair(words.raisedAt, `${formatValue(value, decimals, state.language)} ${limit.unit}`.trim())]),
        pair(words.limit, `${limit.value.toLocaleString(state.language)} ${limit.unit}`.trim()),
      ),
      element('p', { class: 'citation' }, citation),
    ],
    update() {
      const { site, point: pointId, parameter: name } = alarm
      const reading = name
        ? state.latest.get(seriesKey({ site, point: pointId, parameter: name }))
        : undefined
      const ageMs = reading ? ageOf(reading) : 0
      const fresh = reading && point && !isStale(ageMs, point)
      const quality = fresh && reading.flag !== 1 ? [words.flags[reading.flag]] : []
      say(
        nowName,
        words.now([reading ? words.ago(formatAge(ageMs, words)) : words.never, ...quality].join(', ')),
      )
      say(nowValue, fresh ? show(reading.value) : '—')
    },
  }
}

function acknowledgeButton(alarm: Alarm, what: string): HTMLElement {
  const words = text()
  const hasEnded = alarm.status === 'cleared' || alarm.returnedAt
  const label = hasEnded ? words.see : words.acknowledge
  const button = element('button', { type: 'button', 'aria-label': `${label}: ${what}` }, label)
  button.addEventListener('click', async () => {
    button.disabled = true
    say(button, words.acknowledging)
    const answer = await fetch(`/api/v1/alarms/${encodeURIComponent(alarm.id)}/acknowledge`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    }).catch(() => null)
    // The stream tells what became of it; 409 says that somebody else was faster.
    if (answer?.ok || answer?.status === 409) return
    button.disabled = false
    say(button, words.notSent)
  })
  return button
}
