import { text } from 'node:stream/consumers'
import { generateLoad, type LoadOptions } from './generate.ts'

/** A process of its own, so that the generator is not the bottleneck: options as JSON on standard input, the result as JSON out. */
const options = JSON.parse(await text(process.stdin)) as LoadOptions
const result = await generateLoad({ ...options, onStart: () => process.stdout.write('started\n') })
process.stdout.write(`${JSON.stringify(result)}\n`)
