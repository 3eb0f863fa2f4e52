import { Site } from '@jernih/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limitDay, limitsInForce } from './in-force.ts'
import { limitSets } from './load.ts'

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

/** Permen LH/BPLH 12/2025, Lampiran I, as printed: the high limit for Q < 100, 100 < Q < 1,000 and Q > 1,000 m³/d. */
const printed = [
  { parameter: 'bod', highs: [60, 45, 35] },
  { parameter: 'cod', highs: [150, 125, 115] },
  { parameter: 'tss', highs: [50, 40, 30] },
  { parameter: 'phenol', highs: [0.5, 0.5, 0.5] },
  { parameter: 'chromium', highs: [1.0, 1.0, 1.0] },
  { parameter: 'nh3n', highs: [8.0, 8.0, 8.0] },
  { parameter: 'sulfide', highs: [0.3, 0.3, 0.3] },
  { parameter: 'oil', highs: [3.0, 3.0, 3.0] },
  { parameter: 'ph', low: 6, highs: [9, 9, 9] },
  { parameter: 'colour', highs: [200, 200, 200] },
  { parameter: 'temperature', highs: [38, 38, 38] },
]
const flowClasses = [
  { flowClass: 0, discharges: [0.3, 2, 99.9, 100] },
  { flowClass: 1, discharges: [100.1, 500, 1_000] },
  { flowClass: 2, discharges: [1_000.1, 5_000] },
]
const rows = flowClasses.flatMap(({ flowClass, discharges }) =>
  discharges.flatMap((dischargePerDay) =>
    printed.map(({ parameter, low, highs }) => ({
      dischargePerDay,
      parameter,
      band: { ...(low !== undefined && { low }), high: highs[flowClass] },
    })),
  ),
)

describe('Permen LH/BPLH 12/2025, Lampiran I', () => {
  const at = '2026-11-24T09:00:00+07:00'

  it.each(rows)('$dischargePerDay m³/d: $parameter keeps $band', ({ dischargePerDay, parameter, band }) => {
    const limit = inForce(site({ dischargePerDay }), at, parameter)
    expect(limit).toMatchObject({ citation: { source: 'Permen LH/BPLH 12/2025', verified: true } })
    expect(limit?.band).toEqual(band)
    expect(limit?.citation.note).toMatch(/exactly 100 and exactly 1,000/)
  })

  it('limits nothing else', () => {
    const limited = limitsInForce(site(), Date.parse(at)).map(({ parameter }) => parameter)
    expect(limited.toSorted()).toEqual(printed.map(({ parameter }) => parameter).toSorted())
  })
})

it.each([
  { parameter: 'bod', kgPerTon: 6, high: 60 },
  { parameter: 'cod', kgPerTon: 15, high: 150 },
  { parameter: 'tss', kgPerTon: 5, high: 50 },
  { parameter: 'phenol', kgPerTon: 0.05, high: 0.5 },
  { parameter: 'chromium', kgPerTon: 0.1, high: 1 },
  { parameter: 'nh3n', kgPerTon: 0.8, high: 8 },
  { parameter: 'sulfide', kgPerTon: 0.03, high: 0.3 },
  { parameter: 'oil', kgPerTon: 0.3, high: 3 },
] as const)('derives $high mg/L of $parameter in 5/2014 from $kgPerTon kg and 100 m³ a ton', (row) => {
  const { parameter, kgPerTon, high } = row
  const set = limitSets.find(({ id }) => id === 'permen-lh-5-2014')
  expect(set?.loadsKgPerTon?.[parameter]).toBe(kgPerTon)
  expect(set?.volumeM3PerTon).toBe(100)
  expect((kgPerTon * 1_000) / 100).toBeCloseTo(high, 9)
  expect(inForce(site(), '2025-09-03T12:00:00+07:00', parameter)?.band).toEqual({ high })
})

describe('precedence', () => {
  const at = '2026-11-24T09:00:00+07:00'

  it('puts the permit before the rule, for its own parameter', () => {
    const place = site({ permit: [permit] })
    expect(inForce(place, at, 'cod')?.citation.source).toBe('Persetujuan teknis 7/2024')
    expect(inForce(place, at, 'tss')?.citation.source).toMatch(/12\/2025/)
  })

  it('falls back when the permit has ended, and takes the one that followed it', () => {
    const ended = { ...permit, validTo: '2026-11-24' }
    const newer = { ...permit, validFrom: '2026-11-24', band: { high: 90 } }
    expect(inForce(site({ permit: [ended] }), at, 'cod')?.citation.source).toMatch(/12\/2025/)
    expect(inForce(site({ permit: [ended, newer] }), at, 'cod')?.band.high).toBe(90)
    expect(inForce(site({ permit: [newer, ended] }), '2026-11-23T09:00:00+07:00', 'cod')?.band.high).toBe(100)
  })

  it('puts the province before the nation, which speaks for what the province leaves out', () => {
    const place = site({ set: 'pergub-jatim-72-2013', dischargePerDay: 500 })
    expect(inForce(place, at, 'cod')).toMatchObject({ band: { high: 150 }, citation: { verified: false } })
    expect(inForce(place, at, 'colour')?.citation.source).toMatch(/12\/2025/)
    expect(limitsInForce(place, Date.parse(at))).toHaveLength(printed.length)
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
