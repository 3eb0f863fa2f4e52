import { alkalinityAt } from './carbonate.ts'
import type { Random } from './random.ts'
import { codPerSolid, type Water } from './water.ts'

type Range = readonly [low: number, high: number]

/** What one kind of work pours away. The figures are engineering assumptions; published ones are in the README. */
export interface Stream {
  litres: Range
  minutes: Range
  ph: Range
  cod: Range
  tss: Range
  nh3n: Range
  /** Total inorganic carbon, mmol/L: the well's own, and soda and waterglass as the same alkalinity of carbonate. */
  carbon: Range
  temperature: Range
  /** Local hours of the day between which it begins. */
  hours: Range
  /** A vat emptied by its own weight, its flow falling in a straight line; else a tap left running. */
  drains: boolean
}

export const streams = {
  starchWash: {
    litres: [50, 200],
    minutes: [10, 20],
    ph: [6.5, 8],
    cod: [800, 3_000],
    tss: [200, 800],
    nh3n: [1, 4],
    carbon: [3, 5],
    temperature: [27, 29],
    hours: [7.5, 9.5],
    drains: true,
  },
  dyeBath: {
    litres: [20, 100],
    minutes: [3, 8],
    ph: [10.5, 12],
    cod: [2_000, 10_000],
    tss: [200, 1_000],
    nh3n: [4, 20],
    carbon: [8, 25],
    temperature: [28, 32],
    hours: [9, 15],
    drains: true,
  },
  indigosolAcid: {
    litres: [20, 80],
    minutes: [3, 5],
    ph: [2, 4],
    cod: [500, 2_000],
    tss: [50, 200],
    nh3n: [4, 12],
    carbon: [0.2, 1],
    temperature: [27, 29],
    hours: [10, 14],
    drains: true,
  },
  lorod: {
    litres: [50, 150],
    minutes: [5, 10],
    ph: [9.5, 11.5],
    cod: [2_000, 8_000],
    tss: [300, 1_500],
    nh3n: [2, 6],
    carbon: [12, 35],
    temperature: [60, 85],
    hours: [13, 16],
    drains: true,
  },
  rinse: {
    litres: [100, 400],
    minutes: [20, 60],
    ph: [7.5, 9],
    cod: [150, 600],
    tss: [40, 150],
    nh3n: [0.5, 2],
    carbon: [4, 6],
    temperature: [27, 29],
    hours: [7.5, 16.5],
    drains: false,
  },
} as const satisfies Record<string, Stream>

/** One batch's water, drawn from the stream's ranges; its alkalinity is what its pH and carbon ask for. */
export function waterOf(stream: Stream, random: Random): Water {
  const cod = random.logBetween(...stream.cod)
  // Solids cannot hold more COD than there is.
  const tss = Math.min(random.logBetween(...stream.tss), (0.6 * cod) / codPerSolid)
  const carbon = random.between(...stream.carbon)
  const temperature = random.between(...stream.temperature)
  return {
    solubleCod: cod - codPerSolid * tss,
    tss,
    nh3n: random.between(...stream.nh3n),
    alkalinity: alkalinityAt(random.between(...stream.ph), { carbon, temperature }),
    carbon,
    temperature,
  }
}

/** Rain off roofs and yard: soft, a little dirty. */
export const rainWater: Water = {
  solubleCod: 20,
  tss: 25,
  nh3n: 0.3,
  alkalinity: 0.6,
  carbon: 0.7,
  temperature: 25,
}
