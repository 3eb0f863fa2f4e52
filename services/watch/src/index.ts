export type { AlarmPage, AlarmQuery } from './alarm-history.ts'
export { createDryWatch } from './dry-watch.ts'
export { openAlarmHealth } from './health/open-alarm-health.ts'
export * from './watch.ts'
