export * from './judge.ts'
export * from './thresholds.ts'
