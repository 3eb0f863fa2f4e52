import type { Parameter } from './parameter.ts'

export interface ParameterFacts {
  /** Unit of every value of this parameter, on the wire, in the store and on the screen. */
  unit: string
  name: { id: string; en: string }
  /** Decimals that a person is shown; stored values keep all of theirs. */
  decimals: number
  /** Span of a usual sensor in `unit`: the default where a site's file says nothing. A value outside it is no measurement. */
  sensorRange: { low: number; high: number }
}

/** Spans are those of common on-line probes (pH electrode, UV-Vis COD and TSS, ion-selective NH3-N, magnetic flow meter). */
export const parameters: Readonly<Record<Parameter, ParameterFacts>> = {
  ph: { unit: '', name: { id: 'pH', en: 'pH' }, decimals: 2, sensorRange: { low: 0, high: 14 } },
  cod: { unit: 'mg/L', name: { id: 'COD', en: 'COD' }, decimals: 1, sensorRange: { low: 0, high: 20_000 } },
  tss: { unit: 'mg/L', name: { id: 'TSS', en: 'TSS' }, decimals: 1, sensorRange: { low: 0, high: 5_000 } },
  nh3n: {
    unit: 'mg/L',
    name: { id: 'NH3-N', en: 'NH3-N' },
    decimals: 2,
    sensorRange: { low: 0, high: 1_000 },
  },
  flow: {
    unit: 'm³/h',
    name: { id: 'Debit', en: 'Flow' },
    decimals: 2,
    sensorRange: { low: 0, high: 1_000 },
  },
  temperature: {
    unit: '°C',
    name: { id: 'Suhu', en: 'Temperature' },
    decimals: 1,
    sensorRange: { low: -5, high: 100 },
  },
  bod: { unit: 'mg/L', name: { id: 'BOD5', en: 'BOD5' }, decimals: 1, sensorRange: { low: 0, high: 10_000 } },
  phenol: {
    unit: 'mg/L',
    name: { id: 'Fenol', en: 'Phenol' },
    decimals: 3,
    sensorRange: { low: 0, high: 100 },
  },
  chromium: {
    unit: 'mg/L',
    name: { id: 'Krom total', en: 'Chromium' },
    decimals: 3,
    sensorRange: { low: 0, high: 100 },
  },
  sulfide: {
    unit: 'mg/L',
    name: { id: 'Sulfida', en: 'Sulfide' },
    decimals: 3,
    sensorRange: { low: 0, high: 100 },
  },
  oil: {
    unit: 'mg/L',
    name: { id: 'Minyak dan lemak', en: 'Oil and fat' },
    decimals: 1,
    sensorRange: { low: 0, high: 1_000 },
  },
  colour: {
    unit: 'Pt-Co',
    name: { id: 'Warna', en: 'Colour' },
    decimals: 0,
    sensorRange: { low: 0, high: 5_000 },
  },
}
