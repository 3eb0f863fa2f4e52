export { buildPage } from './build-page.ts'
export * from './open-page.ts'
