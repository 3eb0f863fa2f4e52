export type * from './accounts.ts'
export type * from './audit-log.ts'
export * from './people.ts'
export type * from './tokens.ts'
