export type { AlarmPage, AlarmQuery } from './alarm-history.ts'
export * from './watch.ts'
