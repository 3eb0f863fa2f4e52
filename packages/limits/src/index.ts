export * from './in-force.ts'
export * from './limit-set.ts'
export * from './load.ts'
