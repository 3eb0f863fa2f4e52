import { expect, it } from 'vitest'
import { parseSite } from './parse-site.ts'

const site = (cod: string, more: { point?: string; top?: string } = {}) => `
id: plant
name: Plant
zone: Asia/Jakarta
limits: { set: permen-lh-bplh-12-2025, dischargePerDay: 2 }
${more.top ?? ''}
points:
  - id: outlet
    name: { id: Outlet, en: Outlet }
    kind: outlet
    ${more.point ?? ''}
    parameters: { cod: { windows: ${cod} }, flow: {} }
  - id: inlet
    name: { id: Inlet, en: Inlet }
    kind: inlet
    intervalSeconds: 300
    parameters: { cod: { windows: { meanHour: { band: { high: 900 } } } }, ph: {} }
`
const mistakesIn = (text: string) => {
  const parsed = parseSite('plant.yaml', text)
  return 'mistakes' in parsed
    ? parsed.mistakes.map((mistake) => mistake.replace(/^plant.yaml:\d+: /, ''))
    : []
}
const windows = 'points[0].parameters.cod.windows'

it('takes a rule of each kind', () => {
  const means = 'mean2Minutes: {}, meanHour: {}, meanDay: { band: { high: 100 } }'
  const cod = `{ repeated: { count: 3, of: 5 }, ${means}, rate: { risingPerHour: 60 }, load: { kgPerDay: 0.3 } }`
  expect(mistakesIn(site(cod, { point: 'discharging: { flowAbove: 0.02 }' }))).toEqual([])
  expect(mistakesIn(site('{}', { top: 'supplies: [{ points: [outlet, inlet] }]' }))).toEqual([])
})

it.each([
  { cod: '{ repeated: { count: 0, of: 5 } }', mistake: `${windows}.repeated.count: ` },
  { cod: '{ repeated: { count: 6, of: 5 } }', mistake: `${windows}.repeated.count: expected at most \`of\`` },
  { cod: '{ repeated: { count: 3 } }', mistake: `${windows}.repeated.of: missing, expected number` },
  {
    cod: '{ meanHour: { band: { low: 9, high: 6 } } }',
    mistake: `${windows}.meanHour.band: expected low below high`,
  },
  { cod: '{ meanHour: { band: {} } }', mistake: `${windows}.meanHour.band: expected low, high or both` },
  {
    cod: '{ meanWeek: {} }',
    mistake: `${windows}.meanWeek: unknown key, expected one of repeated, mean2Minutes`,
  },
  { cod: '{ rate: { risingPerHour: 5, overMinutes: 0 } }', mistake: `${windows}.rate.overMinutes: ` },
  { cod: '{ rate: { risingPerHour: 5, overMinutes: -10 } }', mistake: `${windows}.rate.overMinutes: ` },
  { cod: '{ rate: { risingPerHour: -5 } }', mistake: `${windows}.rate.risingPerHour: ` },
  { cod: '{ rate: {} }', mistake: `${windows}.rate: expected risingPerHour, fallingPerHour or both` },
  {
    cod: '{ rate: { risingPerMinute: 5 } }',
    mistake: `${windows}.rate.risingPerMinute: unknown key, expected one of risingPerHour`,
  },
  {
    cod: '{ load: { tonsPerDay: 1 } }',
    mistake: `${windows}.load.tonsPerDay: unknown key, expected one of kgPerDay, latch`,
  },
  { cod: '{ load: { kgPerDay: 0 } }', mistake: `${windows}.load.kgPerDay: ` },
])('refuses $cod', ({ cod, mistake }) => {
  expect(mistakesIn(site(cod))).toContainEqual(expect.stringContaining(mistake))
})

it.each([
  {
    what: 'a mean at a point that no limit binds',
    text: site('{}').replace('{ high: 900 }', '{}').replace('meanHour: { band: {} }', 'meanHour: {}'),
    mistake:
      'points[1].parameters.cod.windows.meanHour.band: missing, expected low, high or both: no limit binds cod of inlet',
  },
  {
    what: 'a mean of less than an interval',
    text: site('{}').replace('meanHour: { band', 'mean2Minutes: { band'),
    mistake:
      'points[1].parameters.cod.windows.mean2Minutes: expected a reading in 120 s at least, the point has one in 300 s',
  },
  {
    what: 'a load of what is not in mg/L',
    text: site('{}').replace('flow: {}', 'flow: { windows: { load: { kgPerDay: 1 } } }'),
    mistake: 'points[0].parameters.flow.windows.load: expected a parameter in mg/L, flow is in m³/h',
  },
  {
    what: 'a load without a flow',
    text: site('{ load: { kgPerDay: 1 } }').replace(', flow: {}', ''),
    mistake: `${windows}.load: expected flow among the parameters of the point`,
  },
  {
    what: 'a parameter that there is none of',
    text: site('{}').replace('flow: {}', 'gold: { windows: { meanHour: {} } }'),
    mistake: 'points[0].parameters.gold: unknown key, expected one of ph, cod',
  },
  {
    what: 'a discharge that nothing measures',
    text: site('{}', { point: 'discharging: { flowAbove: 0 }' }).replace(', flow: {}', ''),
    mistake: 'points[0].discharging: expected an outlet that measures flow',
  },
  {
    what: 'a supply of a point that is not there',
    text: site('{}', { top: 'supplies: [{ points: [outlet, pump] }]' }),
    mistake: 'supplies[0].points[1]: expected one of outlet, inlet',
  },
  {
    what: 'a point by the name of Jernih’s own',
    text: site('{}').replace('id: inlet', 'id: station'),
    mistake: 'points[1].id: expected another id: alarms of Jernih itself have this one',
  },
  {
    what: 'a point with two supplies',
    text: site('{}', { top: 'supplies: [{ points: [outlet, inlet] }, { points: [inlet, outlet] }]' }),
    mistake: 'supplies[1].points[0]: expected each point once, inlet has a supply',
  },
])('refuses $what', ({ text, mistake }) => {
  expect(mistakesIn(text)).toContainEqual(expect.stringContaining(mistake))
})
