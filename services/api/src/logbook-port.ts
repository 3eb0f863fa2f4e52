import type {
  ClothFigure,
  Entered,
  Instant,
  LabSample,
  PointId,
  PointStanding,
  PointWord,
  SiteId,
} from '@jernih/domain'
import type { Offset } from '@jernih/journal'

export interface SampleEntry extends Entered {
  sample: LabSample
}

export interface ClothEntry extends Entered {
  cloth: ClothFigure
}

/** What the api asks of the logbook. */
export interface LogbookPort {
  /** Resolves once all that was written below `offset` can be read. */
  reached(offset: Offset): Promise<void>
  sample(id: string): Promise<SampleEntry | null>
  /** Taken in `[from, to)`, newest first, corrected ones too; `cursor` is the `next` of the page before. */
  samples(query: {
    site: SiteId
    point?: PointId
    from?: Instant
    to?: Instant
    cursor?: string
    limit: number
  }): Promise<{ items: SampleEntry[]; next: string | null }>
  clothEntry(id: string): Promise<ClothEntry | null>
  /** Of the days `[from, to]`, newest day first, of one day the newest word first, corrected ones too. */
  cloth(query: { site: SiteId; from: string; to: string }): Promise<ClothEntry[]>
  /** Said of a point in `[from, to)`, with the last words of the device and of people before it; oldest first. */
  words(query: { site: SiteId; point: PointId; from: Instant; to: Instant }): Promise<PointWord[]>
}

/** What the api asks of whoever knows what each point is doing. */
export interface PointStatesPort {
  pointStandings(now: Instant): PointStanding[]
}
