export * from './generate.ts'
export * from './packets.ts'
