import { type Parameter, parameters } from '@jernih/domain'

/** value in the parameter's unit = value × scale + offset. */
interface Conversion {
  scale: number
  offset?: number
}

const massConcentration: Readonly<Record<string, Conversion>> = {
  'mg/L': { scale: 1 },
  'mg/l': { scale: 1 },
  'g/m3': { scale: 1 },
  'g/L': { scale: 1_000 },
  'g/l': { scale: 1_000 },
  'kg/m3': { scale: 1_000 },
  'ug/L': { scale: 0.001 },
  'ug/l': { scale: 0.001 },
}

/** Units of the quantity behind each parameter's unit, by their SenML names (RFC 8428 section 12.1, RFC 8798) and usual spellings. */
const units: Readonly<Record<string, Readonly<Record<string, Conversion>>>> = {
  '': { pH: { scale: 1 }, '/': { scale: 1 } },
  'mg/L': massConcentration,
  '°C': { Cel: { scale: 1 }, '°C': { scale: 1 }, K: { scale: 1, offset: -273.15 } },
  'm³/h': {
    'm3/h': { scale: 1 },
    'm³/h': { scale: 1 },
    'm3/s': { scale: 3_600 },
    'm3/min': { scale: 60 },
    'l/s': { scale: 3.6 },
    'L/s': { scale: 3.6 },
    'l/min': { scale: 0.06 },
    'L/min': { scale: 0.06 },
  },
  'Pt-Co': { 'Pt-Co': { scale: 1 } },
}

/** `value` in the parameter's own unit, or why `unit` cannot be one of the same quantity. */
export function convert(
  value: number,
  unit: string,
  parameter: Parameter,
): { value: number } | { expected: readonly string[] } {
  const known = units[parameters[parameter].unit] ?? {}
  const conversion = Object.hasOwn(known, unit) ? known[unit] : undefined
  if (conversion === undefined) return { expected: Object.keys(known) }
  const { scale, offset } = conversion
  return { value: offset === undefined ? (scale === 1 ? value : value * scale) : value * scale + offset }
}
