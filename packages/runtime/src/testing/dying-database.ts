import { startDatabaseThread } from '../database.ts'

/** A process of its own: its database thread runs out of memory, and the failed call is caught, as a service would. */
const thread = startDatabaseThread({ maxOldGenerationSizeMb: 4 })
await thread.open(':memory:', '').catch((error: Error) => process.stdout.write(`${error.message}\n`))
setInterval(() => undefined, 1_000)
