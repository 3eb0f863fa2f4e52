import {
  type ActiveState,
  type AlarmEvent,
  type AlarmState,
  type Change,
  isWithheld,
  normalState,
  stepAlarm,
} from '@jernih/alarm'
import type { SiteId } from '@jernih/domain'
import type { Slot, WatchedPoint, WatchedSeries } from './watched.ts'

/** What has changed since it was last written to disk. */
export interface Unsaved {
  changes: Change[]
  series: WatchedSeries[]
  slots: Set<Slot>
  points: Set<WatchedPoint>
  sites: Set<SiteId>
  /** Whose windows have taken something. */
  windows: Set<WatchedSeries>
  /** Of which more was weighed. */
  weighed: Set<WatchedSeries>
  goneSeries: WatchedSeries[]
  gonePoints: WatchedPoint[]
}

/** Moves alarms, and keeps account of what that changed: for those who listen, and for the disk. */
export interface Ledger {
  /** Steps the slot's machine and notes what came of it. */
  move(slot: Slot, event: AlarmEvent): void
  /** Notes that the series has a new newest reading. */
  touch(series: WatchedSeries): void
  /** Takes a slot's state as it was written down. */
  restore(slot: Slot, state: AlarmState): void
  /** Notes a transition of an episode that is over. */
  record(change: Change): void
  /** Lets go of a slot that no site's file has any more; its episode has ended. */
  forget(slot: Slot): void
  /** The slot whose episode of that id is active. */
  find(alarmId: string): Slot | undefined
  active(): Iterable<Slot & { state: ActiveState }>
  /** Those that are shelved, suppressed by design or out of service. */
  withheld(): Iterable<Slot>
  readonly unsaved: Unsaved
  /** What changed since this was last called. */
  takeTold(): { series: WatchedSeries[]; changes: Change[] }
  takeUnsaved(): Unsaved
  /** Puts back what could not be written. */
  putBack(unsaved: Unsaved): void
}

export function createLedger(): Ledger {
  const activeById = new Map<string, Slot & { state: ActiveState }>()
  const withheld = new Set<Slot>()
  let told: { series: WatchedSeries[]; changes: Change[] } = { series: [], changes: [] }
  let unsaved = nothing()

  function record(change: Change): void {
    told.changes.push(change)
    unsaved.changes.push(change)
  }

  function noteWithholding(slot: Slot): void {
    if (isWithheld(slot.state)) withheld.add(slot)
    else withheld.delete(slot)
  }

  return {
    move(slot, event) {
      const { state, changes } = stepAlarm(slot.rule, slot.state, event)
      if (state === slot.state) return
      const was = slot.state
      slot.state = state
      if (isActive(slot)) activeById.set(slot.state.alarm.id, slot)
      else if (was.status === 'active') activeById.delete(was.alarm.id)
      noteWithholding(slot)
      unsaved.slots.add(slot)
      for (const change of changes) record(change)
    },
    restore(slot, state) {
      slot.state = state
      if (isActive(slot)) activeById.set(slot.state.alarm.id, slot)
      noteWithholding(slot)
    },
    touch(series) {
      if (!series.told) {
        series.told = true
        told.series.push(series)
      }
      if (!series.dirty) {
        series.dirty = true
        unsaved.series.push(series)
      }
    },
    record,
    forget(slot) {
      slot.state = normalState
      withheld.delete(slot)
      unsaved.slots.add(slot)
    },
    find: (alarmId) => activeById.get(alarmId),
    active: () => activeById.values(),
    withheld: () => withheld,
    get unsaved() {
      return unsaved
    },
    takeTold() {
      const taken = told
      for (const series of taken.series) series.told = false
      told = { series: [], changes: [] }
      return taken
    },
    takeUnsaved() {
      const taken = unsaved
      for (const series of taken.series) series.dirty = false
      unsaved = nothing()
      return taken
    },
    putBack(failed) {
      const since = unsaved
      unsaved = {
        changes: [...failed.changes, ...since.changes],
        series: [...new Set([...failed.series, ...since.series])],
        slots: failed.slots.union(since.slots),
        points: failed.points.union(since.points),
        sites: failed.sites.union(since.sites),
        windows: failed.windows.union(since.windows),
        weighed: failed.weighed.union(since.weighed),
        goneSeries: [...failed.goneSeries, ...since.goneSeries],
        gonePoints: [...failed.gonePoints, ...since.gonePoints],
      }
      for (const series of unsaved.series) series.dirty = true
    },
  }
}

export function isActive(slot: Slot): slot is Slot & { state: ActiveState } {
  return slot.state.status === 'active'
}

function nothing(): Unsaved {
  return {
    changes: [],
    series: [],
    slots: new Set(),
    points: new Set(),
    sites: new Set(),
    windows: new Set(),
    weighed: new Set(),
    goneSeries: [],
    gonePoints: [],
  }
}
