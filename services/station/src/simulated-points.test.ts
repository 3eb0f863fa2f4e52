import { Site } from '@jernih/domain'
import { expect, it } from 'vitest'
import { simulatedPoints } from './simulated-points.ts'

it('reports for each inlet and outlet what its file asks for and the plant can measure', () => {
  const name = { id: 'Titik', en: 'Point' }
  const site = Site.parse({
    id: 'laweyan',
    name: 'Kampung Batik Laweyan',
    zone: 'Asia/Jakarta',
    limits: { set: 'permen-lh-bplh-12-2025', dischargePerDay: 20 },
    points: [
      { id: 'raw', name, kind: 'inlet', parameters: { cod: {} } },
      { id: 'biofilter', name, kind: 'process', parameters: { ph: {} } },
      { id: 'drain', name, kind: 'outlet', intervalSeconds: 120, parameters: { ph: {}, flow: {}, bod: {} } },
      { id: 'laboratory', name, kind: 'outlet', parameters: { chromium: {} } },
    ],
  })
  expect(simulatedPoints(site)).toEqual([
    {
      key: { site: 'laweyan', point: 'raw' },
      simulated: { site: 'laweyan', point: 'raw', water: 'inlet', intervalSeconds: 60, parameters: ['cod'] },
    },
    {
      key: { site: 'laweyan', point: 'drain' },
      simulated: {
        site: 'laweyan',
        point: 'drain',
        water: 'outlet',
        intervalSeconds: 120,
        parameters: ['ph', 'flow'],
      },
    },
  ])
})
