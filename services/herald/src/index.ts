export * from './herald.ts'
