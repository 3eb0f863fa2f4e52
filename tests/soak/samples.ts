import { memoryMb, type StationProcess } from '../station/station-process.ts'

export interface Sample {
  /** Since the process was ready. */
  seconds: number
  memoryMb: number
  /** Readings that were accepted and not stored yet. */
  pending: number
  balanced: boolean
}

interface Books {
  pending: number
  balanced: boolean
}

const everyMs = 2_000

/** Looks at a station's memory and books while it lives; one that stands still is left out. */
export function startSampling(station: StationProcess): { stop(): readonly Sample[] } {
  const samples: Sample[] = []
  const startedAt = performance.now()
  const timer = setInterval(async () => {
    const books = await station.api<Books>('/api/v1/reconciliation').catch(() => null)
    if (books === null) return
    const seconds = (performance.now() - startedAt) / 1_000
    const { pending, balanced } = books
    samples.push({ seconds, memoryMb: memoryMb(station.pid), pending, balanced })
  }, everyMs)
  return {
    stop() {
      clearInterval(timer)
      return samples
    },
  }
}

/** Slope of the memory over time by least squares, in MB an hour, of what came after the first `warmUpSeconds`; null for fewer than ten samples. */
export function memorySlope(samples: readonly Sample[], warmUpSeconds: number): number | null {
  const settled = samples.filter(({ seconds }) => seconds >= warmUpSeconds)
  if (settled.length < 10) return null
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [time, memory] = [mean(settled.map((one) => one.seconds)), mean(settled.map((one) => one.memoryMb))]
  let [above, below] = [0, 0]
  for (const one of settled) {
    above += (one.seconds - time) * (one.memoryMb - memory)
    below += (one.seconds - time) ** 2
  }
  return (above / below) * 3_600
}
