/** What decides the pH of a water: both are conserved when waters mix, which pH is not. */
export interface Buffer {
  /** Total alkalinity, meq/L; negative in a water with free mineral acid. */
  alkalinity: number
  /** Total inorganic carbon, mmol/L. */
  carbon: number
  /** °C. */
  temperature: number
}

/**
 * The pH at which the charges balance: [HCO3⁻] + 2 [CO3²⁻] + [OH⁻] − [H⁺] = alkalinity. Waterglass and ammonia are
 * counted as carbonate of the same alkalinity. Within 0 … 14.
 */
export function phOf({ alkalinity, carbon, temperature }: Buffer): number {
  const constants = constantsAt(temperature)
  let low = 0
  let high = 14
  let ph = 7.5
  // Newton within a bracket: alkalinity rises with pH everywhere, so the bracket always holds the root.
  for (let round = 0; round < 60 && high - low > 1e-6; round++) {
    const { value, slope } = balance(ph, carbon, constants)
    const error = value - alkalinity
    if (Math.abs(error) < 1e-7) break
    if (error > 0) high = ph
    else low = ph
    const newton = ph - error / slope
    ph = newton > low && newton < high ? newton : (low + high) / 2
  }
  return ph
}

/** The alkalinity, meq/L, that gives water of this carbon and temperature the pH. */
export function alkalinityAt(ph: number, { carbon, temperature }: Omit<Buffer, 'alkalinity'>): number {
  return balance(ph, carbon, constantsAt(temperature)).value
}

/** The share of the inorganic carbon that is dissolved CO2, the only form that leaves for the air. */
export function carbonDioxideShare(ph: number, temperature: number): number {
  const { k1, k2 } = constantsAt(temperature)
  const h = 10 ** -ph
  return (h * h) / (h * h + k1 * h + k1 * k2)
}

interface Constants {
  k1: number
  k2: number
  kw: number
}

/** Harned & Davis 1943 (K1), Harned & Scholes 1941 (K2), Harned & Owen 1958 (Kw), at no ionic strength. */
function constantsAt(temperature: number): Constants {
  const kelvin = temperature + 273.15
  return {
    k1: 10 ** -(3404.71 / kelvin + 0.032786 * kelvin - 14.8435),
    k2: 10 ** -(2902.39 / kelvin + 0.02379 * kelvin - 6.498),
    kw: 10 ** -(4470.99 / kelvin + 0.01706 * kelvin - 6.0875),
  }
}

/** Alkalinity, meq/L, of water at this pH, and how fast it rises with pH. */
function balance(ph: number, carbon: number, { k1, k2, kw }: Constants): { value: number; slope: number } {
  const h = 10 ** -ph
  const sum = h * h + k1 * h + k1 * k2
  const acid = (h * h) / sum
  const bicarbonate = (k1 * h) / sum
  const carbonate = (k1 * k2) / sum
  const hydrogen = 1_000 * h
  const hydroxide = (1_000 * kw) / h
  return {
    value: carbon * (bicarbonate + 2 * carbonate) + hydroxide - hydrogen,
    slope:
      Math.LN10 * (carbon * (bicarbonate * (acid + carbonate) + 4 * acid * carbonate) + hydroxide + hydrogen),
  }
}
