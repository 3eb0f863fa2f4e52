import { expect, it } from 'vitest'
import { parseSite } from './parse-site.ts'
import { siteKeys } from './testing/schema-keys.ts'

const waits = { onDelaySeconds: 60, offDelaySeconds: 120 }
const rules = {
  ...{ limit: waits, approaching: waits, sensorFailed: waits },
  noData: { intervals: 3 },
  deviceOffline: { onDelaySeconds: 60 },
  clockSkew: { toleranceSeconds: 60 },
  calibration: { maxMinutes: 60 },
}
/** A site whose file says each length of time that it may say. */
const site = {
  id: 'plant',
  name: 'Plant',
  zone: 'Asia/Jakarta',
  limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
  rules,
  contacts: [{ name: 'Siti', role: 'operator', notify: { afterMinutes: 15 } }],
  points: [
    {
      id: 'outlet',
      name: { id: 'Outlet', en: 'Outlet' },
      kind: 'outlet',
      intervalSeconds: 60,
      rules,
      parameters: {
        cod: {
          responseSeconds: 600,
          quality: { flatLine: { suspectSeconds: 7_200, failSeconds: 21_600, tolerance: 0 } },
          rules,
          windows: { repeated: { count: 3, of: 5 }, rate: { risingPerHour: 200, overMinutes: 10 } },
        },
      },
    },
  ],
}

/** So many seconds, minutes, intervals or readings. */
const isLength = (key: string) => /(Seconds|Minutes|\.intervals|\.count|\.of)$/.test(key)
const lengths = pathsIn(site).filter(isLength)

function mistakesWith(path: string, value: unknown): string[] {
  return mistakesIn(withValue(site, path.split(/[.[\]]+/), value))
}

function mistakesIn(file: unknown): string[] {
  const parsed = parseSite('plant.yaml', JSON.stringify(file))
  return 'mistakes' in parsed ? parsed.mistakes : []
}

it('no length of time that a file may say is left out here', () => {
  const shortened = lengths.map((path) =>
    path.replaceAll('[0]', '[]').replace('parameters.cod', 'parameters.{parameter}'),
  )
  const known = siteKeys().map(({ key }) => key)
  expect(shortened.toSorted()).toEqual(known.filter(isLength).toSorted())
  expect(mistakesIn(site)).toEqual([])
})

it.each(lengths)('%s is refused where it is zero, negative, next to nothing, endless or a word', (path) => {
  for (const value of [0, -0, -1, -3_600, 1e-9, 1e12, 'soon', '60', null]) {
    const told = mistakesWith(path, value).find((mistake) => mistake.startsWith(`plant.yaml:1: ${path}: `))
    expect(told, String(value)).toMatch(/expected/)
  }
})

it.each(lengths.filter((path) => path.includes('DelaySeconds')))('%s may be `instant`', (path) => {
  expect(mistakesWith(path, 'instant')).toEqual([])
  for (const value of [0, 'Instant', true]) {
    const says = `plant.yaml:1: ${path}: expected 1 to 86400 s, or \`instant\` for a rule that does not wait`
    expect(mistakesWith(path, value)).toEqual([says])
  }
})

/** `points[0].rules.limit.onDelaySeconds`: where something stands that has nothing below it. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([name, below]) =>
    pathsIn(below, Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name),
  )
}

function withValue(place: unknown, [step, ...below]: string[], value: unknown): unknown {
  if (step === undefined) return value
  if (Array.isArray(place))
    return place.map((item, n) => (String(n) === step ? withValue(item, below, value) : item))
  const named = place as Record<string, unknown>
  return { ...named, [step]: withValue(named[step], below, value) }
}
