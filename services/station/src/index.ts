export { Settings } from './settings.ts'
export * from './station.ts'
