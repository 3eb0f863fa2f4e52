import { generateLoad, type LoadOptions } from './generate.ts'

/** A process of its own, so that the generator is not the bottleneck: options as JSON in the first argument, the result as JSON out. */
const options = JSON.parse(process.argv[2] ?? '{}') as LoadOptions
const result = await generateLoad({ ...options, onStart: () => process.stdout.write('started\n') })
process.stdout.write(`${JSON.stringify(result)}\n`)
process.exit(0)
