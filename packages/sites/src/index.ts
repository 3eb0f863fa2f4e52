export { checkSite } from './check-site.ts'
export * from './sites.ts'
