import type { JudgedReading, Reading } from '@jernih/domain'

/** Judges the readings of one series, one after another, in the order of their coming. O(1) a reading, bounded memory. */
export interface SeriesJudge {
  judge(reading: Reading): JudgedReading
}
