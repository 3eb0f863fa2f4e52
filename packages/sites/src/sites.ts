import type { Site, SiteId } from '@jernih/domain'
import type { Closable } from '@jernih/runtime'

/** The sites as their files say now. A broken file keeps the site as it was, and the mistake is told. */
export interface Sites extends Closable {
  all(): readonly Site[]
  get(id: SiteId): Site | undefined
  /** One a broken file: its name, line, path and what was expected there. Empty when all is well. */
  mistakes(): readonly string[]
  /** Called after a file's change has been taken up: `null` when the site's file was removed. */
  onChange(listener: (id: SiteId, site: Site | null) => void): void
}
