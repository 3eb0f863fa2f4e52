import { describe, expect, it } from 'vitest'
import { Site } from './site.ts'

const site = {
  id: 'mojokerto-batik',
  name: 'Sentra IKM Batik',
  zone: 'Asia/Jakarta',
  limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 2 },
  points: [{ id: 'outlet', name: { id: 'Outlet', en: 'Outlet' }, kind: 'outlet', parameters: { ph: {} } }],
}
const [outlet] = site.points
const codPermit = {
  parameter: 'cod',
  band: { high: 120 },
  citation: { source: 'Persetujuan teknis 7/2026', verified: true },
  validFrom: '2026-01-01',
}

function permitted(...permit: object[]) {
  return { ...site, limits: { ...site.limits, permit } }
}

function outletWith(parameters: object) {
  return { ...site, points: [{ ...outlet, parameters }] }
}

it('fills in what a short file leaves out', () => {
  expect(Site.parse(site)).toMatchObject({
    contacts: [],
    limits: { permit: [] },
    points: [{ intervalSeconds: 60 }],
  })
})

describe('is refused, with the path and what was expected', () => {
  it.each([
    { story: 'an unknown key', given: { ...site, limts: {} }, path: '', expected: 'limts' },
    { story: 'an id with a slash', given: { ...site, id: 'a/b' }, path: 'id', expected: 'lower-case' },
    { story: 'a zone that is none', given: { ...site, zone: 'WIB' }, path: 'zone', expected: 'Asia/Jakarta' },
    { story: 'no point', given: { ...site, points: [] }, path: 'points', expected: '>=1' },
    {
      story: 'a point twice',
      given: { ...site, points: [outlet, outlet] },
      path: 'points',
      expected: 'once',
    },
    {
      story: 'an unknown parameter',
      given: outletWith({ mercury: {} }),
      path: 'points.0.parameters',
      expected: 'mercury',
    },
    {
      story: 'a span upside down',
      given: outletWith({ ph: { quality: { sensor: { low: 14, high: 0 } } } }),
      path: 'points.0.parameters.ph.quality.sensor',
      expected: 'low below high',
    },
    {
      story: 'a spike that fails before it is suspect',
      given: outletWith({ ph: { quality: { spike: { suspect: 3, fail: 2 } } } }),
      path: 'points.0.parameters.ph.quality.spike',
      expected: 'suspect at most fail',
    },
    {
      story: 'a flat line that fails before it is suspect',
      given: outletWith({
        ph: { quality: { flatLine: { suspectSeconds: 60, failSeconds: 30, tolerance: 0 } } },
      }),
      path: 'points.0.parameters.ph.quality.flatLine',
      expected: 'suspectSeconds at most failSeconds',
    },
    {
      story: 'a discharge of nothing',
      given: { ...site, limits: { ...site.limits, dischargePerDay: 0 } },
      path: 'limits.dischargePerDay',
      expected: '>0',
    },
    {
      story: 'a permit that ends before it begins',
      given: permitted({ ...codPermit, validTo: '2025-12-31' }),
      path: 'limits.permit.0.validTo',
      expected: 'after validFrom',
    },
    {
      story: 'a permit of no day',
      given: permitted({ ...codPermit, validTo: '2026-01-01' }),
      path: 'limits.permit.0.validTo',
      expected: 'after validFrom',
    },
    {
      story: 'two permits that both have no end',
      given: permitted(codPermit, { ...codPermit, validFrom: '2027-01-01' }),
      path: 'limits.permit.1',
      expected: 'permit[0] limits cod too',
    },
    {
      story: 'two permits of one day in common, the newer first',
      given: permitted(
        { ...codPermit, validFrom: '2027-01-01' },
        { ...codPermit, parameter: 'tss' },
        { ...codPermit, validTo: '2027-01-02' },
      ),
      path: 'limits.permit.2',
      expected: 'permit[0] limits cod too',
    },
  ])('$story', ({ given, path, expected }) => {
    const [issue] = Site.safeParse(given).error?.issues ?? []
    expect({ path: issue?.path.join('.'), message: issue?.message }).toEqual({
      path,
      message: expect.stringContaining(expected),
    })
  })
})

it('takes permits that follow one another, in any order, and one for each parameter', () => {
  const older = { ...codPermit, validTo: '2027-01-01' }
  const newer = { ...codPermit, validFrom: '2027-01-01' }
  expect(Site.safeParse(permitted(newer, older, { ...newer, parameter: 'tss' })).error).toBeUndefined()
})
