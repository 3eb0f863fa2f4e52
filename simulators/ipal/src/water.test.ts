import { expect, it } from 'vitest'
import { alkalinityAt } from './carbonate.ts'
import { draw, pour, sampleOf, type Water } from './water.ts'

const water = (ph: number, carbon: number): Water => ({
  solubleCod: 100,
  tss: 50,
  nh3n: 1,
  alkalinity: alkalinityAt(ph, { carbon, temperature: 25 }),
  carbon,
  temperature: 25,
})

it('keeps what it mixes', () => {
  const mixed = pour(
    { litres: 30, water: water(7, 5) },
    { litres: 10, water: { ...water(7, 5), solubleCod: 500 } },
  )
  expect(mixed.litres).toBe(40)
  expect(mixed.water.solubleCod).toBeCloseTo(200)
  expect(sampleOf(mixed.water).cod).toBeCloseTo(240)
})

it('never averages pH: a tenth of acid hardly moves a buffered water, and half of it ruins it', () => {
  const effluent = { litres: 10, water: water(7.5, 8) }
  const phWith = (litres: number) => sampleOf(pour(effluent, { litres, water: water(2, 0) }).water).ph
  expect(phWith(1)).toBeGreaterThan(6.9)
  expect(phWith(10)).toBeLessThan(3.2)
})

it('gives no more than it has', () => {
  const { left, drawn } = draw({ litres: 5, water: water(7, 5) }, 8)
  expect([left.litres, drawn.litres]).toEqual([0, 5])
})
