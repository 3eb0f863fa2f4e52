import { Site } from '@jernih/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limitDay, limitsInForce } from './in-force.ts'
import { limitSet, limitSets } from './load.ts'

const permit = {
  parameter: 'cod',
  band: { high: 100 },
  citation: { source: 'Persetujuan teknis 7/2024', verified: true },
  validFrom: '2024-01-01',
}

function site(
  given: { zone?: string; set?: string; dischargePerDay?: number; permit?: object[] } = {},
): Site {
  const { zone = 'Asia/Jakarta', set = 'permen-lh-bplh-12-2025', dischargePerDay = 2 } = given
  return Site.parse({
    id: 'mojokerto-batik',
    name: 'Maja Bharama Wastra',
    zone,
    limits: { set, dischargePerDay, permit: given.permit ?? [] },
    points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { cod: {} } }],
  })
}

const inForce = (place: Site, at: string, parameter: string) =>
  limitsInForce(place, Date.parse(at)).find((limit) => limit.parameter === parameter)

describe('the day on which the law changed', () => {
  it.each([
    { zone: 'Asia/Jakarta', at: '2025-09-03T23:59:59+07:00', source: /5\/2014/ },
    { zone: 'Asia/Jakarta', at: '2025-09-04T00:00:00+07:00', source: /12\/2025/ },
    { zone: 'Asia/Makassar', at: '2025-09-03T23:59:59+08:00', source: /5\/2014/ },
    { zone: 'Asia/Makassar', at: '2025-09-03T23:00:00+07:00', source: /12\/2025/ },
    { zone: 'Asia/Jayapura', at: '2025-09-03T22:00:00+07:00', source: /12\/2025/ },
  ])('$at at a site in $zone', ({ zone, at, source }) => {
    expect(inForce(site({ zone }), at, 'cod')?.citation.source).toMatch(source)
  })

  it('gives colour and temperature their limits from that day on', () => {
    expect(inForce(site(), '2025-09-03T12:00:00+07:00', 'colour')).toBeUndefined()
    expect(inForce(site(), '2025-09-04T12:00:00+07:00', 'colour')?.band).toEqual({ high: 200 })
    expect(inForce(site(), '2025-09-04T12:00:00+07:00', 'temperature')?.band).toEqual({ high: 38 })
  })

  it('knows no limit before the first rule', () => {
    expect(limitsInForce(site(), Date.parse('2014-10-14T12:00:00+07:00'))).toEqual([])
  })
})

it.each([
  { dischargePerDay: 0.3, bod: 60, cod: 150, tss: 50 },
  { dischargePerDay: 100, bod: 60, cod: 150, tss: 50 },
  { dischargePerDay: 100.1, bod: 45, cod: 125, tss: 40 },
  { dischargePerDay: 1_000, bod: 45, cod: 125, tss: 40 },
  { dischargePerDay: 1_000.1, bod: 35, cod: 115, tss: 30 },
])('a discharge of $dischargePerDay m³/d keeps COD at $cod mg/L', ({ dischargePerDay, ...highs }) => {
  for (const [parameter, high] of Object.entries(highs)) {
    const limit = inForce(site({ dischargePerDay }), '2026-11-24T09:00:00+07:00', parameter)
    expect(limit?.band).toEqual({ high })
    expect(limit?.citation.note).toMatch(/exactly 100 and exactly 1,000/)
  }
})

it('derives the concentrations of 5/2014 from its loads at 100 m³ a ton', () => {
  const { loadsKgPerTon, volumeM3PerTon, limits } = limitSet('permen-lh-5-2014') ?? {}
  for (const [parameter, load] of Object.entries(loadsKgPerTon ?? {})) {
    const derived = (load * 1_000) / (volumeM3PerTon ?? Number.NaN)
    expect(Object.entries(limits ?? {}).find(([name]) => name === parameter)?.[1].high).toBeCloseTo(
      derived,
      9,
    )
  }
})

describe('precedence', () => {
  const at = '2026-11-24T09:00:00+07:00'

  it('puts the permit before the rule, for its own parameter', () => {
    const place = site({ permit: [permit] })
    expect(inForce(place, at, 'cod')?.citation.source).toBe('Persetujuan teknis 7/2024')
    expect(inForce(place, at, 'tss')?.citation.source).toMatch(/12\/2025/)
  })

  it('falls back when the permit has ended, and takes the newest of two', () => {
    const ended = { ...permit, validTo: '2026-11-24' }
    const newer = { ...permit, validFrom: '2026-11-24', band: { high: 90 } }
    expect(inForce(site({ permit: [ended] }), at, 'cod')?.citation.source).toMatch(/12\/2025/)
    expect(inForce(site({ permit: [permit, newer] }), at, 'cod')?.band.high).toBe(90)
  })

  it('puts the province before the nation, which speaks for what the province leaves out', () => {
    const place = site({ set: 'pergub-jatim-72-2013', dischargePerDay: 500 })
    expect(inForce(place, at, 'cod')).toMatchObject({ band: { high: 150 }, citation: { verified: false } })
    expect(inForce(place, at, 'colour')?.citation.source).toMatch(/12\/2025/)
    expect(inForce(place, '2025-09-03T12:00:00+07:00', 'colour')).toBeUndefined()
  })
})

it('answers the same at every moment of a local day, once a parameter, whatever the site', () => {
  const anyMoment = fc.integer({ min: Date.parse('2014-01-01'), max: Date.parse('2030-01-01') })
  const anySite = fc.record({
    zone: fc.constantFrom('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura', 'America/New_York'),
    set: fc.constantFrom(...limitSets.map((set) => set.id)),
    dischargePerDay: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
  })
  fc.assert(
    fc.property(anySite, anyMoment, (given, at) => {
      const place = site(given)
      const day = limitDay(place, at)
      const names = day.limits.map((limit) => limit.parameter)
      expect(new Set(names).size).toBe(names.length)
      expect(at).toBeGreaterThanOrEqual(day.from)
      expect(at).toBeLessThan(day.to)
      expect(limitsInForce(site(given), day.from)).toEqual(day.limits)
      expect(limitsInForce(site(given), day.to - 1)).toEqual(day.limits)
      expect(limitDay(place, day.to).from).toBe(day.to)
    }),
  )
})

it('looks a known day up without working it out again', () => {
  const place = site()
  const at = Date.parse('2026-11-24T09:00:00+07:00')
  expect(limitsInForce(place, at)).toBe(limitsInForce(place, at + 1))
})
