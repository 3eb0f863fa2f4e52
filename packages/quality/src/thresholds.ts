import { type Parameter, parameters, type QualitySettings, type Span } from '@jernih/domain'
import type { FlatLineThresholds } from './flat-line.ts'
import type { SpikeThresholds } from './spike.ts'

/** How one series is judged, nothing left out. `null`: this test is not evaluated. Values in the parameter's unit. */
export interface QualityThresholds {
  sensor: Span
  operator: Span
  spike: SpikeThresholds | null
  ratePerMinute: number | null
  flatLine: FlatLineThresholds
}

/** What is ordinary for a parameter in batik effluent, raw or treated. */
interface Ordinary {
  operator: Span
  /** Distance at which a spike is suspect, and change a minute at which the rate is. */
  leap: { spike: number; perMinute: number } | null
  flatHours: { suspect: number; fail: number }
}

const probe = { suspect: 2, fail: 6 }
/** Water in a pit keeps its temperature for hours. */
const thermometer = { suspect: 6, fail: 24 }
/** Batch analysers hold their last result until the next. */
const analyser = { suspect: 12, fail: 48 }

/**
 * Engineering assumptions from the streams of a batik workshop (dye bath: pH 10.5–12, COD to 10,000 mg/L; acid fixing: pH 2–4;
 * wax boiling: 60–85 °C), wide enough that a severe discharge is suspect at most and never failed: by default no spike fails.
 * Flow starts and stops with the pump, so that its leaps say nothing. An exact zero of pH, COD, TSS or NH3-N
 * is an unplugged probe's word, not water.
 */
const ordinary: Readonly<Record<Parameter, Ordinary>> = {
  ph: { operator: { low: 1.5, high: 12.5 }, leap: { spike: 2, perMinute: 2 }, flatHours: probe },
  cod: { operator: { low: 1, high: 15_000 }, leap: { spike: 1_000, perMinute: 1_000 }, flatHours: probe },
  tss: { operator: { low: 0.1, high: 3_000 }, leap: { spike: 300, perMinute: 500 }, flatHours: probe },
  nh3n: { operator: { low: 0.01, high: 200 }, leap: { spike: 20, perMinute: 20 }, flatHours: probe },
  flow: { operator: { low: 0, high: 100 }, leap: null, flatHours: probe },
  temperature: {
    operator: { low: 10, high: 90 },
    leap: { spike: 10, perMinute: 10 },
    flatHours: thermometer,
  },
  bod: { operator: { low: 0, high: 8_000 }, leap: { spike: 1_000, perMinute: 1_000 }, flatHours: analyser },
  phenol: { operator: { low: 0, high: 50 }, leap: { spike: 5, perMinute: 5 }, flatHours: analyser },
  chromium: { operator: { low: 0, high: 50 }, leap: { spike: 5, perMinute: 5 }, flatHours: analyser },
  sulfide: { operator: { low: 0, high: 50 }, leap: { spike: 5, perMinute: 5 }, flatHours: analyser },
  oil: { operator: { low: 0, high: 500 }, leap: { spike: 50, perMinute: 50 }, flatHours: analyser },
  colour: {
    operator: { low: 0, high: 4_000 },
    leap: { spike: 1_000, perMinute: 1_000 },
    flatHours: analyser,
  },
}

/** The settings of a site's file, completed with the parameter's defaults. */
export function qualityThresholds(
  parameter: Parameter,
  settings: QualitySettings | undefined,
): QualityThresholds {
  const { operator, leap, flatHours } = ordinary[parameter]
  const { sensorRange, decimals } = parameters[parameter]
  const flatLine = settings?.flatLine ?? {
    suspectSeconds: flatHours.suspect * 3_600,
    failSeconds: flatHours.fail * 3_600,
    // Half of the last digit that a person is shown.
    tolerance: 10 ** -decimals / 2,
  }
  return {
    sensor: settings?.sensor ?? sensorRange,
    operator: settings?.operator ?? operator,
    spike: settings?.spike ?? (leap && { suspect: leap.spike, fail: Number.POSITIVE_INFINITY }),
    ratePerMinute: settings?.ratePerMinute ?? leap?.perMinute ?? null,
    flatLine: { ...flatLine, zeroIsIdle: parameter === 'flow' },
  }
}
