export * from './historian.ts'
export type { Quarantined } from './ledger.ts'
export type { Released } from './release.ts'
