import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { closeOnSignal, createLog, createScope, systemClock } from '@jernih/runtime'
import { z } from 'zod'
import { Credential, parseArguments, UsageError, usage } from './arguments.ts'
import { batikCalendar, everyDay } from './calendar.ts'
import { generate } from './generate.ts'
import { defaultPoints, type SimulationOptions } from './simulation.ts'
import { defaultStart, startSimulator } from './simulator.ts'
import type { TruthInterval } from './truth.ts'

try {
  const given = parseArguments(process.argv.slice(2))
  if (given.help) console.log(usage)
  else if (given.offline) await writeMessages(given)
  else await runLive(given)
} catch (error) {
  if (!(error instanceof UsageError)) throw error
  console.error(`${error.message}\n\n${usage}`)
  process.exitCode = 2
}

type Given = ReturnType<typeof parseArguments>

async function writeMessages(given: Given): Promise<void> {
  const { from, to, site } = given
  if (from === undefined || to === undefined) throw new UsageError('--offline needs --from and --to')
  const points = pointsOf(given).map((point) => ({ ...point, site }))
  for (const message of generate({ ...simulationOf(given, from), points, from, to })) {
    if (!process.stdout.write(`${JSON.stringify(message)}\n`)) await once(process.stdout, 'drain')
  }
}

async function runLive(given: Given): Promise<void> {
  const { url, speed } = given
  const log = createLog('info')
  const scope = createScope(log)
  const startAt = given.start ?? defaultStart(systemClock.now(), speed)
  const simulation = { ...simulationOf(given, startAt), points: pointsOf(given) }
  const live = { url, credentials: credentialsOf(given), speed, startAt, clock: systemClock, log }
  scope.add(await startSimulator({ ...simulation, ...live }))
  closeOnSignal(scope, log)
}

function simulationOf(
  { seed, zone, story, truth, 'every-day': daily }: Given,
  startAt: number,
): SimulationOptions {
  return {
    seed,
    zone,
    stories: story.map(({ name, at }) => ({ name, at: at ?? startAt })),
    calendar: daily ? everyDay : batikCalendar,
    onTruth: (interval: TruthInterval) => {
      if (truth !== undefined) appendFileSync(truth, `${JSON.stringify(interval)}\n`)
    },
  }
}

function pointsOf({ interval }: Given) {
  return defaultPoints.map((point) => ({ ...point, intervalSeconds: interval }))
}

function credentialsOf({ credentials, site, point, username, password }: Given) {
  if (credentials !== undefined)
    return z.array(Credential).parse(JSON.parse(readFileSync(credentials, 'utf8')))
  if (point.length === 0) throw new UsageError('--point or --credentials is needed')
  return point.map((id, index) => ({
    site,
    point: id,
    ...(username[index] !== undefined && { username: username[index] }),
    ...(password[index] !== undefined && { password: password[index] }),
  }))
}
