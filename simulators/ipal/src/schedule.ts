import type { Batch } from './batch.ts'
import type { Calendar } from './calendar.ts'
import { createRandom, type Random } from './random.ts'
import { type Stream, streams, waterOf } from './streams.ts'

/** Rinsing after a bath takes about this much where the day's water allows. */
const usualRinseLitres = 220
const minute = 60_000

/**
 * The batches of one day of the site's calendar, the earliest first; none on a day off. They follow from seed and day
 * alone, whenever the simulation began.
 */
export function scheduleOf(
  day: Temporal.PlainDate,
  { seed, zone, calendar }: { seed: number; zone: string; calendar: Calendar },
): Batch[] {
  const work = calendar(day)
  if (!work) return []
  const random = createRandom(seed, `day/${day}`)
  const midnight = day.toZonedDateTime(zone).epochMilliseconds
  const target = random.between(work.litres.low, work.litres.high)

  const baths = bathsFor(target, random).map((stream) => batchOf(stream, midnight, random))
  const rest = target - baths.reduce((sum, bath) => sum + bath.litres, 0)
  const rinses = Math.min(baths.length, Math.max(1, Math.round(rest / usualRinseLitres)))
  const litres = Math.min(400, Math.max(100, rest / rinses))
  const rinsed = baths.filter(
    (_, index) =>
      Math.floor(((index + 1) * rinses) / baths.length) > Math.floor((index * rinses) / baths.length),
  )
  return [...baths, ...rinsed.map((bath) => rinseAfter(bath, litres, random))].sort((a, b) => a.from - b.from)
}

/** Baths until half of the day's water is spoken for; the other half rinses them. On the smallest days: two dye baths and a lorod. */
function bathsFor(target: number, random: Random): Stream[] {
  const most = Math.max(2, Math.round(target / 230))
  const lorod = Math.min(random.integer(1, 3), Math.ceil(most / 3))
  const acid = Math.min(random.integer(0, 3), Math.floor(most / 3))
  const dyes = Math.min(8, Math.max(2, most - lorod - acid))
  return [
    ...(most > 3 ? [streams.starchWash] : []),
    ...Array.from({ length: dyes }, () => streams.dyeBath),
    ...Array.from({ length: acid }, () => streams.indigosolAcid),
    ...Array.from({ length: lorod }, () => streams.lorod),
  ]
}

function batchOf(stream: Stream, midnight: number, random: Random): Batch {
  const from = midnight + Math.round(random.between(...stream.hours) * 60) * minute
  return {
    from,
    to: from + Math.round(random.between(...stream.minutes) * minute),
    litres: random.between(...stream.litres),
    water: waterOf(stream, random),
    drains: stream.drains,
  }
}

function rinseAfter(bath: Batch, litres: number, random: Random): Batch {
  const from = bath.to + random.integer(5, 15) * minute
  return {
    from,
    to: from + Math.round(random.between(...streams.rinse.minutes) * minute),
    litres,
    water: waterOf(streams.rinse, random),
    drains: false,
  }
}
