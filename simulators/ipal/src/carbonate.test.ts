import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alkalinityAt, carbonDioxideShare, phOf } from './carbonate.ts'

describe('pH from the balance of charges', () => {
  it.each([
    { water: 'pure water', alkalinity: 0, carbon: 0, ph: 7.0 },
    { water: '1 mmol/L of bicarbonate', alkalinity: 1, carbon: 1, ph: 8.3 },
    { water: '1 mmol/L of soda', alkalinity: 2, carbon: 1, ph: 10.56 },
    { water: '10 mmol/L of free acid', alkalinity: -10, carbon: 0, ph: 2.0 },
    { water: '1 mmol/L of lye', alkalinity: 1, carbon: 0, ph: 11.0 },
  ])('$water has pH $ph', ({ alkalinity, carbon, ph }) => {
    expect(phOf({ alkalinity, carbon, temperature: 25 })).toBeCloseTo(ph, 1)
  })

  it('undoes the alkalinity of a pH, whatever the water', () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(number(1.5, 12.5), number(0, 50), number(5, 85), (ph, carbon, temperature) => {
        const alkalinity = alkalinityAt(ph, { carbon, temperature })
        // Without carbon, a micromole moves the pH of near-neutral water by a tenth.
        expect(Math.abs(phOf({ alkalinity, carbon, temperature }) - ph)).toBeLessThan(0.01)
      }),
    )
  })

  it('has all carbon as CO2 in acid and none in lye', () => {
    expect(carbonDioxideShare(3, 25)).toBeGreaterThan(0.99)
    expect(carbonDioxideShare(11, 25)).toBeLessThan(0.001)
  })
})
