import { systemClock } from '@jernih/runtime'
import { openDevices } from '../devices.ts'

/** A process of its own, to be killed: redeems a code in the directory that it is given, and tells nobody what for. */
const [directory = '', code = ''] = process.argv.slice(2)
const devices = await openDevices({ directory, clock: systemClock })
process.stdout.write('redeeming\n')
await devices.claims.redeem(code)
setInterval(() => undefined, 1_000)
