export * from './entry.ts'
export * from './journal.ts'
