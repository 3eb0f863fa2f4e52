export * from './judge.ts'
