export * from './in-force.ts'
export * from './limit-set.ts'
export { limitsEver } from './limits-on.ts'
export * from './load.ts'
