import { Parameter, Site } from '@jernih/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { applyChange, RuleChange } from './rule-change.ts'

const site = Site.parse({
  id: 'plant',
  name: 'Plant',
  zone: 'Asia/Jakarta',
  limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
  points: [
    {
      id: 'outlet',
      name: { id: 'Outlet', en: 'Outlet' },
      kind: 'outlet',
      discharging: { flowAbove: 0.1 },
      parameters: { cod: { windows: { meanHour: {} } }, ph: {}, flow: {} },
    },
  ],
})

const some = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { requiredKeys: [] })
const odd = fc.constantFrom<unknown>(null, -1, 0, 'text', [], {}, 1e308)
const or = <T>(sound: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: sound, weight: 9 }, { arbitrary: odd, weight: 1 })

const number = fc.oneof(fc.integer({ min: -2, max: 100 }), fc.double({ min: 0, max: 50, noNaN: true }))
const band = some({ low: number, high: number })
const day = fc.constantFrom('2020-01-01', '2025-09-04', '2026-01-01')
const permit = fc.record({
  parameter: fc.constantFrom(...Parameter.options),
  band: or(band),
  validFrom: or(day),
  citation: fc.constant({ source: 'permit', verified: true }),
})
const delay = fc.oneof(fc.constant('instant'), number)
const tuning = some({
  onDelaySeconds: delay,
  offDelaySeconds: delay,
  deadbandPercent: number,
  latch: fc.boolean(),
})
const rules = some({ limit: or(tuning), approaching: or(tuning), noData: or(some({ intervals: number })) })
const windows = some({
  repeated: or(fc.record({ count: fc.nat(9), of: fc.nat(9) })),
  mean2Minutes: or(some({ band })),
  meanDay: or(some({ band })),
  rate: or(some({ risingPerHour: number, overMinutes: fc.nat(30) })),
  load: or(fc.record({ kgPerDay: number })),
})
const series = or(some({ rules, windows }))
const change = some({
  limits: or(
    some({ permit: or(fc.array(permit, { maxLength: 3 })), dischargePerDay: number, set: fc.string() }),
  ),
  rules,
  point: some({
    discharging: or(some({ flowAbove: number })),
    rules,
    parameters: fc.dictionary(fc.constantFrom('cod', 'ph', 'flow', 'oil', '__proto__', 'lead'), series),
  }),
})

it('R11: whatever is asked for is a site as a file may describe it, or refused with its places', () => {
  const [point] = site.points
  if (!point) throw new Error('the site has its outlet')
  let sound = 0
  fc.assert(
    fc.property(change, (asked) => {
      const parsed = RuleChange.safeParse(JSON.parse(JSON.stringify(asked)))
      if (!parsed.success) return
      const applied = applyChange({ site, point }, parsed.data, 'change')
      if ('mistakes' in applied) {
        expect(applied.mistakes.length).toBeGreaterThan(0)
        for (const { path, expected } of applied.mistakes) {
          expect(path).toMatch(/^change(\.\w+)+$/)
          expect(expected).not.toBe('')
        }
        return
      }
      sound += 1
      expect(applied.present).toEqual(site)
      expect(Site.parse(applied.changed)).toEqual(applied.changed)
    }),
    { numRuns: 2_000 },
  )
  expect(sound).toBeGreaterThan(20)
})
