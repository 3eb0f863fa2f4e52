import type { JudgedReading } from '@jernih/domain'
import { AppendFailed, countReadings, type Envelope, type Journal, type Offset } from '@jernih/journal'
import { createOccasionally, type Log } from '@jernih/runtime'
import type { Sites } from '@jernih/sites'
import { quote } from './decode/refusal.ts'
import { type GatewayLimits, keptBytes } from './limits.ts'
import { createMessageReader, type MessageDraft } from './message-reader.ts'
import type { Meters } from './metrics.ts'

/** Called once: with what was appended once it is on disk, or with the error for which nothing may be acknowledged. */
export type Settle = (error: Error | null, draft: MessageDraft | null) => void

/** From message to durable entry: read, append. What both forms of the gateway have in common. */
export interface Intake {
  /** Resolves once the judges have seen the journal's tail. */
  prepare(): Promise<void>
  /** A callback and not a promise, since every message of every device passes here. */
  receive(envelope: Envelope, settle: Settle): void
  /** Keeps a message that is refused before it is decoded; of a long payload only the beginning. */
  refuse(envelope: Envelope, reason: string, settle: Settle): void
  /** Resolves once nothing is on its way to the journal. */
  settled(): Promise<void>
}

export interface IntakeOptions {
  journal: Journal
  sites: Sites
  log: Log
  meters: Meters
  limits: GatewayLimits
}

interface Member {
  draft: MessageDraft
  settle: Settle
}

/**
 * While the journal says that it cannot be written, messages are turned away at once. Others try it all the time (the clock's tick);
 * should nobody do so, a message may after this long.
 */
const restMs = 5_000

export function createIntake({ journal, sites, log, meters, limits }: IntakeOptions): Intake {
  const reader = createMessageReader({ sites, log, limits })
  const occasionally = createOccasionally(60_000)
  /** The sites have changed, or the judges are astray. */
  let stale = true
  /** The judges have not seen what is in the journal, or have seen what is not. */
  let astray = true
  let renewing: Promise<void> | null = null
  let restUntil = 0
  const onTheirWay = createTally()
  /** Those that the judges have seen; nothing else is worth waiting for before they are renewed, or a flood of refusals held that up. */
  const judged = createTally()
  /** Messages that the journal commits together share its promise, and so one reaction to it. */
  let group: { durable: Promise<Offset>; members: Member[] } | null = null

  sites.onChange(() => {
    stale = true
  })

  function receive(envelope: Envelope, settle: Settle): void {
    const { length } = envelope.payload
    if (stale || renewing) receiveLater(envelope, settle)
    else if (length <= limits.payloadBytes) append(reader.read(envelope), settle)
    else refuse(envelope, describeLength(length, limits.payloadBytes), settle)
  }

  function refuse(envelope: Envelope, reason: string, settle: Settle): void {
    const { payload } = envelope
    const kept = payload.length > limits.payloadBytes ? payload.slice(0, keptBytes) : payload
    append({ ...envelope, payload: kept, kind: 'rejected', reason }, settle)
  }

  function receiveLater(envelope: Envelope, settle: Settle): void {
    if (performance.now() < restUntil && !journal.health().writable) {
      settle(new AppendFailed('the journal cannot be written: try again later'), null)
      return
    }
    prepare().then(
      () => receive(envelope, settle),
      (error: Error) => settle(error, null),
    )
  }

  function prepare(): Promise<void> {
    renewing ??= renew().finally(() => {
      renewing = null
    })
    return renewing
  }

  async function renew(): Promise<void> {
    await judged.empty()
    const keep = !astray
    stale = false
    astray = false
    try {
      await reader.renew(journal, { keep })
    } catch (error) {
      stale = true
      astray = true
      throw error
    }
  }

  function append(draft: MessageDraft, settle: Settle): void {
    onTheirWay.add(1)
    if (draft.kind === 'readings') judged.add(1)
    const durable = journal.append(draft)
    if (group?.durable === durable) {
      group.members.push({ draft, settle })
      return
    }
    const opened = { durable, members: [{ draft, settle }] }
    group = opened
    durable.then(
      () => succeed(opened.members),
      (error: Error) => fail(opened.members, error),
    )
  }

  function succeed(members: readonly Member[]): void {
    for (const { draft, settle } of members) {
      count(draft)
      acknowledge(settle, null, draft)
    }
    arrive(members)
  }

  function fail(members: readonly Member[], error: Error): void {
    stale = true
    astray = true
    restUntil = performance.now() + restMs
    occasionally((heldBack) =>
      log.error({ error, heldBack }, 'the journal cannot be written: nothing is acknowledged'),
    )
    for (const { settle } of members) acknowledge(settle, error, null)
    arrive(members)
  }

  /** One connection's trouble must not keep the others of its group from their PUBACK. */
  function acknowledge(settle: Settle, error: Error | null, draft: MessageDraft | null): void {
    try {
      settle(error, draft)
    } catch (failure) {
      log.error({ error: failure }, 'acknowledging failed')
    }
  }

  function arrive(members: readonly Member[]): void {
    let readings = 0
    for (const { draft } of members) if (draft.kind === 'readings') readings++
    judged.add(-readings)
    onTheirWay.add(-members.length)
  }

  function count(draft: MessageDraft): void {
    const { accepted, rejected } = countReadings(draft)
    if (rejected > 0) tellRefused(draft, rejected)
    if (draft.kind !== 'readings') return
    meters.accepted(accepted)
    if (draft.readings.some(isConflicting)) tellConflicting(draft, draft.readings.filter(isConflicting))
  }

  function tellConflicting({ topic }: MessageDraft, [first, ...others]: readonly JudgedReading[]): void {
    meters.conflicting(1 + others.length)
    const told = { topic, ...first, others: others.length }
    occasionally(
      (heldBack) => log.warn({ ...told, heldBack }, 'another value of the same time came before: it stands'),
      `${topic} conflicting`,
    )
  }

  function tellRefused(draft: MessageDraft, rejected: number): void {
    meters.rejected(rejected)
    const { sender, topic } = draft
    occasionally((heldBack) => {
      if (draft.kind === 'rejected')
        log.warn({ sender, topic: quote(topic), reason: draft.reason, heldBack }, 'refused a message')
      else if (draft.kind === 'readings')
        log.warn({ topic, refused: draft.refusals[0], rejected, heldBack }, 'refused readings')
    }, topic)
  }

  return { prepare, receive, refuse, settled: onTheirWay.empty }
}

/** Counts what is under way. */
function createTally(): { add(change: number): void; empty(): Promise<void> } {
  let count = 0
  let waiting: (() => void)[] = []
  return {
    add(change) {
      count += change
      if (count > 0 || waiting.length === 0) return
      const done = waiting
      waiting = []
      for (const resolve of done) resolve()
    },
    empty: () => (count === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  }
}

/** Why a payload of so many bytes is refused. */
export function describeLength(length: number, limit: number): string {
  return `payload of ${length} bytes: expected at most ${limit}; the first ${keptBytes} bytes are kept`
}

function isConflicting({ repeat }: JudgedReading): boolean {
  return repeat === 'different'
}
