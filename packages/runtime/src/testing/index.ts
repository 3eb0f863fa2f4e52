export * from './key-pair.ts'
export * from './server.ts'
