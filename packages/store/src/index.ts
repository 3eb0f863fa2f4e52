export * from './open-store.ts'
export * from './sqlite-store.ts'
export * from './store.ts'
