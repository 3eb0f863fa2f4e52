import { buildPage } from './build-page.ts'

console.log(`The screen is in ${await buildPage()}`)
