import type { Flag, Instant, JudgedReading, Parameter, QualitySettings, Reading } from '@jernih/domain'
import { flags } from '@jernih/domain'
import { createFlatLineTest } from './flat-line.ts'
import { judgeGrossRange } from './gross-range.ts'
import { createRateOfChangeTest } from './rate-of-change.ts'
import { createRecentReadings } from './recent-readings.ts'
import { createSpikeTest } from './spike.ts'
import { qualityThresholds } from './thresholds.ts'
import { flagOf, packVerdict, testsOf, type Verdict } from './verdict.ts'

/** Judges the readings of one series, one after another, in the order of their coming. O(1) a reading, bounded memory. */
export interface SeriesJudge {
  /** `receivedAt`: a time ahead of it is a clock's mistake, and makes nothing that follows late. */
  judge(reading: Reading, receivedAt: Instant): JudgedReading
  /**
   * How far back readings bear on the next verdict, where the device was neither silent nor off its sensor's span for long. A new
   * judge that is shown the readings of so long goes on as the old one would have.
   */
  memoryMs: number
}

export interface SeriesJudgeOptions {
  parameter: Parameter
  /** What the site's file says; what it leaves out takes the default of {@link qualityThresholds}. */
  settings: QualitySettings | undefined
  /** Time between two readings of a healthy device. */
  intervalMs: number
}

/** Silence of more than this many intervals is a gap. */
const gapIntervals = 3

/** Intervals after which spike and rate of change have what they need again. */
const settlingIntervals = 4 * gapIntervals

/** A repeat is known for as long as its original is among the last of its series: two hours at a reading a minute. */
const recentCapacity = 128

/**
 * The streaming form of the QARTOD tests (IOOS, Manual for Real-Time Quality Control): each reading is judged when it comes,
 * from what came before, and never judged again. No clock: the same readings in the same order get the same flags.
 *
 * A gap's digit is 9, "data were missing before this reading", and says nothing about the reading itself. A reading outside the
 * sensor's span is no measurement: it fails, and no other test sees it. After a time without measurements that is as long as a
 * gap, spike and rate of change start anew.
 * A late reading is held to the gross range alone; a repeat keeps the verdict of its original. Neither disturbs what follows.
 */
export function createSeriesJudge({ parameter, settings, intervalMs }: SeriesJudgeOptions): SeriesJudge {
  const thresholds = qualityThresholds(parameter, settings)
  const gapMs = gapIntervals * intervalMs
  const spike = createSpikeTest(thresholds.spike)
  const rate = createRateOfChangeTest(thresholds.ratePerMinute)
  const flatLine = createFlatLineTest(thresholds.flatLine)
  const recent = createRecentReadings(recentCapacity)
  const newest = createMark()
  /** The newest within the sensor's span. */
  const measured = createMark()
  let highest = Number.NEGATIVE_INFINITY

  function judgeNext(at: number, value: number, receivedAt: Instant): Verdict {
    const grossRange = judgeGrossRange(value, thresholds)
    const gap = judgeGap(since(newest, at), gapMs)
    set(newest, at, receivedAt)
    if (grossRange === flags.fail) return packVerdict(grossRange, 2, 2, 2, gap)
    const unwatchedMs = since(measured, at)
    set(measured, at, receivedAt)
    if (unwatchedMs > gapMs) {
      spike.forget()
      rate.forget()
    }
    flatLine.observe(Math.min(unwatchedMs, gapMs))
    return packVerdict(grossRange, spike.judge(value), rate.judge(at, value), flatLine.judge(value), gap)
  }

  return {
    judge(reading, receivedAt) {
      const { at, value } = reading
      const known = at > highest ? 'new' : recent.find(at, value)
      // At the time of the newest itself, what is not known is a repeat that was forgotten.
      const late = known === 'new' ? at <= newest.sure : at < newest.sure
      if (typeof known === 'number') return judged(reading, known, late, 'same')
      const verdict =
        known === 'new' && !late
          ? judgeNext(at, value, receivedAt)
          : packVerdict(judgeGrossRange(value, thresholds), 2, 2, 2, flags.notEvaluated)
      if (at > highest) highest = at
      recent.add(at, value, verdict)
      return judged(reading, verdict, late, known === 'different' ? 'different' : 'no')
    },
    memoryMs: thresholds.flatLine.failSeconds * 1_000 + settlingIntervals * intervalMs,
  }
}

/** The time of a reading; `sure` where it lies ahead of its receipt is that: what comes after it is no older. */
interface Mark {
  at: number
  sure: number
}

function createMark(): Mark {
  return { at: Number.NEGATIVE_INFINITY, sure: Number.NEGATIVE_INFINITY }
}

function set(mark: Mark, at: number, receivedAt: Instant): void {
  mark.at = at
  mark.sure = Math.min(at, receivedAt)
}

function since(mark: Mark, at: number): number {
  return at - (at > mark.at ? mark.at : mark.sure)
}

/** QARTOD test 1; the first reading has nothing before it. */
function judgeGap(silenceMs: number, gapMs: number): Flag {
  if (silenceMs === Number.POSITIVE_INFINITY) return flags.notEvaluated
  return silenceMs > gapMs ? flags.missing : flags.good
}

function judged(
  { parameter, value, at }: Reading,
  verdict: Verdict,
  late: boolean,
  repeat: JudgedReading['repeat'],
): JudgedReading {
  return { parameter, value, at, flag: flagOf(verdict), tests: testsOf(verdict), late, repeat }
}
