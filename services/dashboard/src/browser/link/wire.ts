// What the API sends, by its own types.
import type { AlarmView, Heartbeat, LatestView, SiteView, Snapshot, TransitionView } from '@jernih/api'

export type { Heartbeat, Snapshot }
export type Latest = LatestView
export type Alarm = AlarmView
export type Transition = TransitionView
export type Site = SiteView
export type Point = Site['points'][number]
export type Parameter = Point['parameters'][number]
export type Limit = NonNullable<Parameter['limit']>
export type Flag = Latest['flag']
export type Role = 'viewer' | 'operator' | 'officer' | 'administrator'
