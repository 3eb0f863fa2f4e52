import type { Latest } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { alarm, raised, reading } from '../test-parts.ts'
import { createMailbox, type Mail, type Mailbox } from './mailbox.ts'
import { createAlarmPiece, createReadingPiece, type Piece, type ReadingPiece } from './piece.ts'

const none = { all: () => [], get: () => undefined, mistakes: () => [], onChange() {}, close() {} }
const sites = { ...none, contacts: async () => null, changeContacts: async () => null }
const context = { sites, now: () => 0 }

function readings(offset: number, ...latest: Latest[]): Piece {
  return createReadingPiece(latest, offset, context)
}

function alarms(offset: number, count = 1, whole = true): Piece {
  const changes = Array.from({ length: count }, (_, n) => raised(alarm({ id: `${offset}-${n}` })))
  return createAlarmPiece(changes, offset, { sites, whole })
}

function mailbox(maxAlarms = 10): Mailbox {
  return createMailbox({
    maxAlarms,
    merge: (latest, offset) => createReadingPiece(latest, offset, context),
  })
}

function takeAll(box: Mailbox): Mail[] {
  const taken: Mail[] = []
  for (let mail = box.take(); mail; mail = box.take()) taken.push(mail)
  return taken
}

/** `alarms 7 id`: what was taken, its offset, and whether it carries its id. */
function told(mail: Mail): string {
  if (mail.kind !== 'piece') return mail.kind === 'snapshot' ? `snapshot ${mail.reason}` : mail.kind
  return `${mail.piece.kind} ${mail.piece.offset}${mail.withId ? ' id' : ''}`
}

describe('a client that takes its time', () => {
  it.each([
    { story: 'gets a piece as it is', posts: [readings(3, reading())], told: ['readings 3 id'] },
    {
      story: 'gets many pieces of readings as one',
      posts: [readings(3, reading()), readings(4, reading()), readings(5, reading())],
      told: ['readings 5 id'],
    },
    {
      story: 'gets alarms before readings, and the id with the last of them alone',
      posts: [readings(3, reading()), alarms(4), readings(5, reading()), alarms(6)],
      told: ['alarms 4', 'alarms 6', 'readings 5 id'],
    },
    {
      story: 'gets no id while readings of that step are still to be shared',
      posts: [alarms(4, 1, false)],
      told: ['alarms 4'],
    },
    {
      story: 'gets a fresh snapshot in place of too many alarms',
      posts: [alarms(3, 6), readings(4, reading()), alarms(5, 6)],
      told: ['snapshot missed'],
    },
  ])('$story', ({ posts, told: expected }) => {
    const box = mailbox()
    for (const piece of posts) box.post(piece)
    expect(takeAll(box).map(told)).toEqual(expected)
    expect(box.isEmpty()).toBe(true)
  })

  it('is told that it missed something, whatever else asks for a snapshot meanwhile', () => {
    const box = mailbox()
    box.postSnapshot('missed')
    box.postSnapshot('sites')
    expect(takeAll(box).map(told)).toEqual(['snapshot missed'])
  })

  it('R9: holds the latest of each series and one heartbeat, however many came', () => {
    const box = mailbox()
    for (let n = 0; n < 1_000; n++) {
      box.post(readings(n, reading({ value: n }), reading({ parameter: 'ph', value: 7 })))
      box.postHeartbeat()
    }
    const [first, ...rest] = takeAll(box)
    expect(rest.map(told)).toEqual(['heartbeat'])
    const { latest } = (first?.kind === 'piece' ? first.piece : null) as ReadingPiece
    expect(latest.map(({ parameter, value }) => [parameter, value])).toEqual([
      ['cod', 999],
      ['ph', 7],
    ])
  })
})
