export * from './entry.ts'
export * from './journal.ts'
export * from './open-journal.ts'
