export * from './create-page.ts'
