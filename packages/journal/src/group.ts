import type { Block } from './block.ts'
import type { Draft, Offset } from './entry.ts'
import { countReadings, encodeLine } from './line.ts'

/** Entries that will share one block, encoded as they come; `done` is the promise that all their callers share. */
export interface Group {
  block: Block
  drafts: Draft[]
  /** When the first came, in ms of `performance.now()`. */
  since: number
  done: PromiseWithResolvers<Offset>
}

/** Small enough that a reader parses a block within a few milliseconds; a longer entry gets a block of its own. */
const mostEntries = 1_024
const mostCharacters = 512 * 1_024

/** Groups in the order of their coming; only the last of them still grows. */
export function createGroups() {
  let groups: Group[] = []
  let bytes = 0
  let entries = 0
  return {
    /** Of JSON, in all groups. */
    bytes: () => bytes,
    entries: () => entries,
    isEmpty: () => groups.length === 0,
    /** Throws a RangeError where the draft cannot be written as JSON. */
    add(draft: Draft): Group {
      const line = encodeLine(draft)
      let group = groups.at(-1)
      if (group === undefined || !hasRoom(group, line)) {
        group = beginGroup(draft)
        groups.push(group)
      }
      group.drafts.push(draft)
      count(group.block, draft, line)
      bytes += line.length
      entries++
      return group
    },
    /** Takes the oldest groups, so many that one transaction holds them easily. */
    take(most: number): Group[] {
      const taken = groups.slice(0, most)
      groups = groups.slice(most)
      for (const { block } of taken) {
        bytes -= block.lines.length
        entries -= block.count
      }
      return taken
    },
  }
}

function hasRoom({ block }: Group, line: string): boolean {
  return block.count < mostEntries && block.lines.length + line.length <= mostCharacters
}

function beginGroup({ receivedAt }: Draft): Group {
  return {
    block: {
      count: 0,
      accepted: 0,
      rejected: 0,
      receivedFirst: receivedAt,
      receivedThrough: receivedAt,
      lines: '',
    },
    drafts: [],
    since: performance.now(),
    done: Promise.withResolvers(),
  }
}

function count(block: Block, draft: Draft, line: string): void {
  const { accepted, rejected } = countReadings(draft)
  block.count++
  block.accepted += accepted
  block.rejected += rejected
  if (draft.receivedAt > block.receivedThrough) block.receivedThrough = draft.receivedAt
  block.lines += line
}
