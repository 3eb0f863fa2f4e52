export * from './logbook.ts'
export type { ClothEntry, ClothQuery, SampleEntry, SamplePage, SampleQuery } from './pages.ts'
