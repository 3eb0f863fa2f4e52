import { statfs } from 'node:fs/promises'
import { reconcile } from '@jernih/api'
import type { Herald } from '@jernih/herald'
import type { Historian } from '@jernih/historian'
import type { Journal } from '@jernih/journal'
import type { Measures } from './self-watch.ts'

/** Measures the station that these parts make up; its data are in `directory`. */
export function measureStation(parts: {
  journal: Journal
  historian: Historian
  herald: Herald
  directory: string
}): Measures {
  const { journal, historian, herald, directory } = parts
  return {
    storeLagSeconds: async () => (await historian.lag()).seconds,
    async imbalance() {
      const { accepted, stored, pending, lost } = await reconcile(journal, historian)
      return accepted - stored - pending - lost
    },
    async disk() {
      const { bavail, blocks, bsize } = await statfs(directory)
      return { free: bavail * bsize, size: blocks * bsize }
    },
    isFailing: herald.isFailing,
  }
}
