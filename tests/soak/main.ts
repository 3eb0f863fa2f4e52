import { parseArgs } from 'node:util'
import { soak } from './soak.ts'

const usage = 'usage: pnpm soak [--minutes N] [--seed N]'
const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } },
})
const [minutes, seed] = [Number(values.minutes), Number(values.seed)]
if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error(usage)
  process.exit(2)
}
const report = await soak({ minutes, seed })
console.log(JSON.stringify(report, null, 2))
if (report.lost > 0 || report.imbalances > 0) process.exitCode = 1
