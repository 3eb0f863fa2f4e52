export * from './entry.ts'
export * from './journal.ts'
export { countReadings } from './line.ts'
export * from './open-journal.ts'
