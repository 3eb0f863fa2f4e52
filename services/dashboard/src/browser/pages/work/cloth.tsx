import { useSignal } from '@preact/signals'
import type { InferResponseType } from 'hono/client'
import { useMemo } from 'preact/hooks'
import { formatDay, formatNumber } from '../../format.ts'
import { api, ask } from '../../link/api.ts'
import { now } from '../../link/live.ts'
import { may } from '../../link/session.ts'
import type { Site } from '../../link/wire.ts'
import { Failed } from '../../parts/failed.tsx'
import { Field } from '../../parts/field.tsx'
import { Loading } from '../../parts/loading.tsx'
import { readNumber } from '../../parts/read-number.ts'
import { createDeed, useResource } from '../../parts/resource.ts'
import { dayIn } from '../../zone-time.ts'
import { words } from './words.ts'

type Entry = InferResponseType<typeof api.api.v1.cloth.$get, 200>['items'][number]

/** Cloth finished: today's figure to enter, and those of the last 30 days. */
export function Cloth({ site }: { site: Site }) {
  const { cloth } = words()
  const entries = useResource(
    (signal) => ask(api.api.v1.cloth.$get({ query: { site: site.id } }, { init: { signal } })),
    [site.id],
  )
  if (entries.error && !entries.value) return <Failed error={entries.error} retry={entries.reload} />
  if (!entries.value) return <Loading />
  const { items } = entries.value
  return (
    <>
      <p class="soft">{cloth.explained}</p>
      <div class="beside">
        {may('operator') && <ClothForm site={site} items={items} onSaved={entries.reload} />}
        <ClothTable items={items} />
      </div>
    </>
  )
}

function ClothForm({ site, items, onSaved }: { site: Site; items: readonly Entry[]; onSaved(): void }) {
  const { cloth } = words()
  const deed = useMemo(createDeed, [])
  const today = dayIn(site.zone, now.peek())
  const day = useSignal(today)
  const kg = useSignal('')
  const note = useSignal('')
  const reason = useSignal('')
  const mistake = useSignal('')
  const saved = useSignal(false)
  const standing = items.find((entry) => entry.day === day.value && entry.correctedBy === null)

  async function submit(event: Event) {
    event.preventDefault()
    const amount = readNumber(kg.value)
    mistake.value = amount === null ? cloth.notNumber : ''
    if (amount === null) return
    const json = {
      site: site.id,
      day: day.value,
      kg: amount,
      ...(note.value.trim() && { note: note.value.trim() }),
      ...(standing && { corrects: standing.id, reason: reason.value.trim() }),
    }
    const done = await deed.run(() => ask(api.api.v1.cloth.$post({ json })))
    saved.value = done
    // Whether it was refused since somebody else was faster is seen in the list.
    onSaved()
    if (done) for (const field of [kg, note, reason]) field.value = ''
  }

  return (
    <form class="panel form" onSubmit={submit}>
      <Field
        label={cloth.day}
        type="date"
        required
        max={today}
        value={day.value}
        onInput={({ currentTarget }) => {
          day.value = currentTarget.value
          saved.value = false
        }}
      />
      <Field
        label={cloth.kg}
        hint={cloth.kgHint}
        inputMode="decimal"
        required
        value={kg.value}
        onInput={({ currentTarget }) => (kg.value = currentTarget.value)}
      />
      {standing && <p class="soft">{cloth.already(formatNumber(standing.kg))}</p>}
      {standing && (
        <Field
          label={cloth.reason}
          required
          maxLength={1_000}
          value={reason.value}
          onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
        />
      )}
      <Field
        label={cloth.note}
        maxLength={1_000}
        value={note.value}
        onInput={({ currentTarget }) => (note.value = currentTarget.value)}
      />
      {mistake.value && (
        <p class="failed" role="alert">
          {mistake.value}
        </p>
      )}
      {deed.error.value != null && <Failed error={deed.error.value} />}
      <div class="actions">
        <button class="primary" type="submit" disabled={deed.running.value}>
          {cloth.save}
        </button>
        <span class="done" role="status">
          {saved.value ? cloth.saved : ''}
        </span>
      </div>
    </form>
  )
}

function ClothTable({ items }: { items: readonly Entry[] }) {
  const { cloth } = words()
  if (items.length === 0) return <p class="empty">{cloth.none}</p>
  const older = new Map(items.map((entry) => [entry.id, entry]))
  return (
    <table class="panel">
      <thead>
        <tr>
          <th scope="col">{cloth.day}</th>
          <th scope="col" class="number">
            {cloth.kg}
          </th>
          <th scope="col">{cloth.by}</th>
        </tr>
      </thead>
      <tbody>
        {items
          .filter(({ correctedBy }) => correctedBy === null)
          .map(({ id, day, kg, by, note, corrects, reason }) => {
            const before = corrects === null ? undefined : older.get(corrects)
            return (
              <tr key={id}>
                <th scope="row">{formatDay(day)}</th>
                <td class="number">{formatNumber(kg)}</td>
                <td>
                  {by}
                  {note && <div class="soft">{note}</div>}
                  {before && reason && (
                    <div class="soft">{cloth.correctedFrom(formatNumber(before.kg), reason)}</div>
                  )}
                </td>
              </tr>
            )
          })}
      </tbody>
    </table>
  )
}
