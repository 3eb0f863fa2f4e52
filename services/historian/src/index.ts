export * from './historian.ts'
export type { Quarantined } from './ledger.ts'
