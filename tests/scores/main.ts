import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { quietPlan, storyPlans } from './plans.ts'
import { playPlan } from './play-plan.ts'
import { nameOf, score } from './score.ts'
import { type Row, scoreTables } from './table.ts'
import { missedOf, tally } from './tally.ts'
import { unfoundOf } from './unfound.ts'

const usage = `Scores the alarms against what truly happened at the virtual plant.
usage: pnpm scores [--days N] [--seed N] [--from YYYY-MM-DD] [--plan NAME] [--write]
--write puts the tables into docs/alarm-scores.md`
const page = join(import.meta.dirname, '..', '..', 'docs', 'alarm-scores.md')
const heading = '## The scores\n'
const dayMs = 86_400_000

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2026-11-02' },
    plan: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const [days, seed] = [Number(values.days), Number(values.seed)]
const from = Date.parse(`${values.from}T00:00:00+07:00`)
const plans = [quietPlan, ...storyPlans].filter(({ name }) => name === (values.plan ?? name))
if (!(days > 0) || !Number.isSafeInteger(seed) || Number.isNaN(from) || plans.length === 0) {
  console.error(usage)
  process.exit(2)
}

const rows: Row[] = []
for (const plan of plans) {
  const played = await playPlan(plan, { seed, from, to: from + days * dayMs })
  const scored = score(played)
  rows.push({ name: plan.name, days, tally: tally(scored), unfound: unfoundOf(played, scored) })
  for (const missed of missedOf(scored)) console.error(`${plan.name}: missed ${nameOf(missed)}`)
}
const tables = scoreTables(rows)
console.log(tables)
if (values.write) {
  const [text] = readFileSync(page, 'utf8').split(heading)
  const today = new Date().toISOString().slice(0, 10)
  const run = `Played on ${today}: ${days} days from ${values.from}, seed ${seed} (\`pnpm scores --seed ${seed} --write\`).`
  writeFileSync(page, `${text}${heading}\n${run}\n\n${tables}`)
}
