import { buildPage } from '@jernih/dashboard'

/** Runs once before all tests, so that no station of theirs has to build the screen. */
export async function setup(): Promise<void> {
  await buildPage()
}
