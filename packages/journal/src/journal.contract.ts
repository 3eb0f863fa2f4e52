import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AppendFailed, type Journal, Pruned } from './journal.ts'
import { awkwardPayloads, day, everyKind, readingsDraft, rejectedDraft, start } from './testing/drafts.ts'
import { entriesOf, plain } from './testing/follow.ts'

/** A place for one journal: `open` may be called again once the journal before is closed, and finds its record. */
export interface JournalPlace {
  open(consumers: readonly string[]): Promise<Journal>
  remove(): Promise<void>
}

/** What every journal must do. `begin` answers an empty place. */
export function journalContract(name: string, begin: () => Promise<JournalPlace>): void {
  describe(`the journal, ${name}`, () => {
    const consumers = ['historian', 'watch']
    let place: JournalPlace
    let journal: Journal
    let stop: AbortController

    beforeEach(async () => {
      place = await begin()
      journal = await place.open(consumers)
      stop = new AbortController()
    })
    afterEach(async () => {
      stop.abort()
      await journal.close()
      await place.remove()
    })

    async function reopen(): Promise<void> {
      await journal.close()
      journal = await place.open(consumers)
    }
    const append = (...seqs: number[]) => Promise.all(seqs.map((seq) => journal.append(readingsDraft(seq))))

    describe('the record', () => {
      it('R12: gives every kind of entry back unaltered, at once and after opening anew', async () => {
        const given = everyKind()
        await Promise.all(given.map(journal.append))
        const expected = given.map((draft, offset) => plain({ ...draft, offset }))
        expect((await entriesOf(journal)).map(plain)).toEqual(expected)
        await reopen()
        expect((await entriesOf(journal)).map(plain)).toEqual(expected)
      })

      it('R12: keeps every payload byte for byte', async () => {
        const payloads = Object.entries(awkwardPayloads)
        await Promise.all(
          payloads.map(([what, payload]) => journal.append(rejectedDraft(start, payload, what))),
        )
        await reopen()
        const expected = payloads.map(([what, payload], offset) => ({
          ...rejectedDraft(start, payload, what),
          offset,
        }))
        expect((await entriesOf(journal)).map(plain)).toEqual(expected.map(plain))
      })

      it('keeps entries in the order of append, with offsets from 0 on and without a gap', async () => {
        const seqs = Array.from({ length: 5_000 }, (_, seq) => seq)
        await append(...seqs)
        await append(5_000)
        await reopen()
        await append(5_001)
        const entries = await entriesOf(journal)
        expect(entries.map(({ offset }) => offset)).toEqual([...seqs, 5_000, 5_001])
        expect(entries.map(({ receivedAt }) => receivedAt - start - 40)).toEqual([...seqs, 5_000, 5_001])
      })

      it('answers an append with an offset past the entry and not past what is on disk', async () => {
        const answers = await append(0, 1, 2)
        answers.forEach((answer, offset) => {
          expect(answer).toBeGreaterThan(offset)
          expect(answer).toBeLessThanOrEqual(journal.head())
        })
      })

      it('refuses a number that JSON cannot hold, and nothing beside it', async () => {
        const outcomes = await Promise.allSettled([
          journal.append(readingsDraft(0)),
          journal.append({ kind: 'clock', receivedAt: Number.NaN, event: 'tick' }),
          journal.append(readingsDraft(1)),
        ])
        expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
        expect(await entriesOf(journal)).toHaveLength(2)
      })

      it('writes on closing what was appended before, and refuses what comes after', async () => {
        const before = append(0, 1, 2)
        const closed = journal.close()
        await expect(journal.append(readingsDraft(3))).rejects.toThrow(AppendFailed)
        await closed
        await before
        await reopen()
        expect(journal.head()).toBe(3)
      })

      it('writes on closing what waits behind a commit under way, and moves the cursors', async () => {
        await append(0)
        const underWay = append(1)
        await nextTurn()
        const behind = [append(2), journal.advance('watch', 1)]
        await journal.close()
        await Promise.all([underWay, ...behind])
        journal = await place.open(consumers)
        expect([journal.head(), journal.cursor('watch')]).toEqual([3, 1])
      })

      it('finds nothing wrong with a record that nobody touched', async () => {
        await Promise.all(everyKind().map(journal.append))
        await reopen()
        await append(1, 2, 3)
        expect(await journal.verify()).toEqual({ entries: everyKind().length + 3, broken: null })
        expect(journal.health()).toEqual({ writable: true })
      })

      it('tells of each commit, its entries and its duration', async () => {
        const commits: { entries: number; durationMs: number }[] = []
        journal.onCommit((commit) => commits.push(commit))
        await append(0, 1, 2)
        expect(commits.reduce((sum, { entries }) => sum + entries, 0)).toBe(3)
        for (const { durationMs } of commits) expect(durationMs).toBeGreaterThan(0)
      })
    })

    describe('followers', () => {
      it('get what is there and then what comes, each entry once', async () => {
        await append(...Array.from({ length: 2_000 }, (_, seq) => seq))
        await reopen()
        const writing = (async () => {
          for (let seq = 2_000; seq < 4_000; seq += 10)
            await append(...Array.from({ length: 10 }, (_, i) => seq + i))
        })()
        const [all, half] = await Promise.all([
          entriesOf(journal, 0, 4_000),
          entriesOf(journal, 1_234, 4_000),
        ])
        await writing
        expect(all.map(({ offset }) => offset)).toEqual(Array.from({ length: 4_000 }, (_, offset) => offset))
        expect(half.map(plain)).toEqual(all.slice(1_234).map(plain))
      })

      it('wait where there is nothing yet', async () => {
        const waiting = journal.follow(0, stop.signal)[Symbol.asyncIterator]().next()
        await append(0)
        expect((await waiting).value).toMatchObject([{ offset: 0 }])
      })

      it('end when they are told to, or when the journal closes', async () => {
        const told = journal.follow(0, stop.signal)[Symbol.asyncIterator]().next()
        stop.abort()
        expect(await told).toEqual({ value: undefined, done: true })
        const left = journal.follow(0, new AbortController().signal)[Symbol.asyncIterator]().next()
        await journal.close()
        expect(await left).toEqual({ value: undefined, done: true })
      })

      it('are told when they ask for what was never written', async () => {
        await append(0)
        await expect(journal.follow(2, stop.signal)[Symbol.asyncIterator]().next()).rejects.toThrow(
          RangeError,
        )
      })

      it('R9: that stand still delay nobody', async () => {
        const still = journal.follow(0, stop.signal)[Symbol.asyncIterator]()
        await append(0)
        await still.next()
        await append(...Array.from({ length: 3_000 }, (_, seq) => seq + 1))
        expect(await entriesOf(journal)).toHaveLength(3_001)
        expect((await still.next()).value?.[0]).toMatchObject({ offset: 1 })
      })
    })

    describe('cursors', () => {
      it('are 0 for a new consumer, and stand where they were put when the journal is opened anew', async () => {
        await append(0, 1, 2)
        expect(journal.cursor('historian')).toBe(0)
        await journal.advance('historian', 2)
        expect(journal.cursor('historian')).toBe(2)
        await reopen()
        expect([journal.cursor('historian'), journal.cursor('watch')]).toEqual([2, 0])
      })

      it('never go back, and the last of many moves counts', async () => {
        await append(0, 1, 2, 3)
        await Promise.all([1, 4, 2].map((to) => journal.advance('watch', to)))
        await journal.advance('watch', 3)
        await reopen()
        expect(journal.cursor('watch')).toBe(4)
      })

      it('are refused past the end, and for those who are not consumers', async () => {
        await append(0)
        await expect(journal.advance('watch', 2)).rejects.toThrow(RangeError)
        await expect(journal.advance('stranger', 1)).rejects.toThrow(/not one of the journal's consumers/)
      })
    })

    describe('questions', () => {
      const drafts = [
        readingsDraft(0),
        rejectedDraft(start + 100, 'x'),
        readingsDraft(200, { refusals: [{ path: '/readings/tds', reason: 'unknown' }] }),
        rejectedDraft(start + 150, 'y', 'after a clock was put back'),
        readingsDraft(400),
      ]
      beforeEach(async () => {
        await Promise.all(drafts.slice(0, 3).map(journal.append))
        await Promise.all(drafts.slice(3).map(journal.append))
      })

      it('R3: counts readings exactly below every offset', async () => {
        const totals = await Promise.all([0, 1, 2, 3, 4, 5].map((offset) => journal.totals(offset)))
        expect(totals.map(({ accepted }) => accepted)).toEqual([0, 3, 3, 6, 6, 9])
        expect(totals.map(({ rejected }) => rejected)).toEqual([0, 0, 1, 2, 3, 3])
        await reopen()
        expect(await journal.totals()).toEqual({ accepted: 9, rejected: 3 })
      })

      it('shows what was refused, newest first, page by page', async () => {
        const page = await journal.rejected({ limit: 2 })
        expect(page.map(({ offset }) => offset)).toEqual([3, 2])
        expect(page).toMatchObject([
          { reason: 'after a clock was put back' },
          { refusals: [{ reason: 'unknown' }] },
        ])
        expect((await journal.rejected({ before: 2, limit: 2 })).map(({ offset }) => offset)).toEqual([1])
      })

      it('ends a page of refusals early rather than hand out megabytes of them, and goes on where it ended', async () => {
        const refusals = Array.from({ length: 1_000 }, () => ({ path: '/x', reason: 'y'.repeat(300) }))
        for (const which of [0, 1, 2, 3]) await journal.append(readingsDraft(which * day, { refusals }))
        const pages: number[][] = []
        for (let before = journal.head(); before > 5; before = pages.at(-1)?.at(-1) ?? 0) {
          pages.push((await journal.rejected({ before, limit: 100 })).map(({ offset }) => offset))
        }
        expect(pages).toEqual([
          [8, 7],
          [6, 5],
        ])
      })

      it('finds the first entry received at or after a time, though a clock was put back', async () => {
        const found = [0, 40, 41, 100, 101, 150, 241, 441].map((at) => journal.offsetAt(start + at))
        expect(await Promise.all(found)).toEqual([0, 0, 1, 1, 2, 2, 4, 5])
        expect(await journal.offsetAt(0)).toBe(0)
      })

      it('finds times after a moment of our own clock ahead as well: what is asked for came then', async () => {
        await journal.append(readingsDraft(30 * day))
        for (const which of [1, 2, 3]) await journal.append(readingsDraft(which * day))
        expect(await journal.offsetAt(start + 2 * day)).toBe(5)
        expect(await journal.offsetAt(start + 31 * day)).toBe(journal.head())
      })
    })

    describe('pruning', () => {
      const days = [0, 1, 2, 3]
      beforeEach(async () => {
        for (const which of days) {
          await journal.append(readingsDraft(which * day))
          await journal.append(rejectedDraft(start + which * day + 50, 'x'))
        }
      })

      it('waits for every consumer, keeps the newest, and forgets no count', async () => {
        const all = start + 10 * day
        expect(await journal.prune(all)).toBe(0)
        await journal.advance('historian', 8)
        await journal.advance('watch', 5)
        expect(await journal.prune(all)).toBe(2)
        expect(journal.oldest()).toBe(4)
        await journal.advance('watch', 8)
        expect(await journal.prune(start + 1.5 * day)).toBe(0)
        expect(await journal.prune(all)).toBe(1)
        await reopen()
        expect([journal.oldest(), journal.head()]).toEqual([6, 8])
        expect(await journal.totals(7)).toEqual({ accepted: 12, rejected: 3 })
        expect(await journal.verify()).toEqual({ entries: 2, broken: null })
        expect((await entriesOf(journal, 6)).map(({ offset }) => offset)).toEqual([6, 7])
        expect((await journal.rejected({ limit: 9 })).map(({ offset }) => offset)).toEqual([7])
      })

      it('is told to a follower who comes too late', async () => {
        await Promise.all(['historian', 'watch'].map((consumer) => journal.advance(consumer, 8)))
        await journal.prune(start + 1.5 * day)
        await expect(entriesOf(journal, 0)).rejects.toThrow(Pruned)
        await expect(journal.totals(1)).rejects.toThrow(Pruned)
        expect(await journal.offsetAt(0)).toBe(journal.oldest())
      })
    })
  })
}
