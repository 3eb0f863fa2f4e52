export * from './card.ts'
export { guidanceFor } from './guidance.ts'
