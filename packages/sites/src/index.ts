export { checkSite } from './check-site.ts'
export type { ChangedContacts, SiteContacts } from './contacts/change-contacts.ts'
export * from './sites.ts'
