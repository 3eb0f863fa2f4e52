import { parseArgs } from 'node:util'
import { benchCharts } from './charts.ts'
import { benchIngest } from './ingest.ts'
import { benchLatency } from './latency.ts'
import { benchRehearsal } from './rehearsal.ts'
import { benchRules } from './rules.ts'
import { benchScreen } from './screen.ts'

const benchmarks = {
  ingest: benchIngest,
  latency: benchLatency,
  rules: benchRules,
  rehearsal: benchRehearsal,
  charts: benchCharts,
  screen: benchScreen,
}
const usage = `usage: pnpm bench ingest|latency|rules|rehearsal|charts|screen [--json] [--seconds N] [--clients N] [--inflight N] [--runs N]`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '10' },
    clients: { type: 'string', default: '300' },
    inflight: { type: 'string', default: '1' },
    runs: { type: 'string', default: '3' },
  },
})
const bench = benchmarks[positionals[0] as keyof typeof benchmarks]
if (!bench) {
  console.error(usage)
  process.exit(2)
}
const result = await bench({
  seconds: Number(values.seconds),
  clients: Number(values.clients),
  inflight: Number(values.inflight),
  runs: Number(values.runs),
})
if (values.json) console.log(JSON.stringify(result))
else console.table(result)
