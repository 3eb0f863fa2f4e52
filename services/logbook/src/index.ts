export * from './logbook.ts'
