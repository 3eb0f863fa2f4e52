import { type Parameter, type Point, parameters, type Site, type WindowSettings } from '@jernih/domain'
import { limitsEver } from '@jernih/limits'
import type { Complaint } from './complaint.ts'

/** Rules over windows that could never say anything, each at its place. */
export function windowComplaints(site: Site): Complaint[] {
  const limited = new Set(limitsEver(site).map(({ parameter }) => parameter))
  return site.points.flatMap((point, index) =>
    Object.entries(point.parameters).flatMap(([name, settings]) => {
      const parameter = name as Parameter
      const bound = point.kind === 'outlet' && limited.has(parameter)
      return complaintsOf(settings?.windows ?? {}, { point, parameter, bound }).map(({ path, expected }) => ({
        path: ['points', index, 'parameters', parameter, 'windows', ...path],
        expected,
      }))
    }),
  )
}

const meanSeconds = { mean2Minutes: 120, meanHour: 3_600, meanDay: 86_400 } as const

function complaintsOf(
  windows: WindowSettings,
  { point, parameter, bound }: { point: Point; parameter: Parameter; bound: boolean },
): Complaint[] {
  const complaints: Complaint[] = []
  const expect = (isSo: boolean, path: Complaint['path'], expected: string) => {
    if (!isSo) complaints.push({ path, expected })
  }
  const noLimit = `no limit binds ${parameter} of ${point.id}`
  if (windows.repeated) expect(bound, ['repeated'], `expected a parameter with a limit: ${noLimit}`)
  for (const name of ['mean2Minutes', 'meanHour', 'meanDay'] as const) {
    const mean = windows[name]
    if (!mean) continue
    expect(
      bound || mean.band !== undefined,
      [name, 'band'],
      `missing, expected low, high or both: ${noLimit}`,
    )
    expect(point.intervalSeconds <= meanSeconds[name], [name], tooSlow(point, meanSeconds[name]))
  }
  if (windows.rate) {
    const spanSeconds = windows.rate.overMinutes * 60
    expect(point.intervalSeconds <= spanSeconds, ['rate', 'overMinutes'], tooSlow(point, spanSeconds))
  }
  if (windows.load) {
    const { unit } = parameters[parameter]
    expect(unit === 'mg/L', ['load'], `expected a parameter in mg/L, ${parameter} is in ${unit || 'no unit'}`)
    expect(point.parameters.flow !== undefined, ['load'], 'expected flow among the parameters of the point')
  }
  return complaints
}

function tooSlow({ intervalSeconds }: Point, spanSeconds: number): string {
  return `expected a reading in ${spanSeconds} s at least, the point has one in ${intervalSeconds} s`
}
