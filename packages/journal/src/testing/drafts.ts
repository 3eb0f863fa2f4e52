import { type JudgedReading, PointId, SiteId } from '@jernih/domain'
import type { Draft } from '../entry.ts'

const site = SiteId.parse('mojokerto-batik')
const point = PointId.parse('outlet')

/** 24 November 2026, 09:00 WIB. */
export const start = Date.UTC(2026, 10, 24, 2)
export const day = 86_400_000

export type ReadingsDraft = Extract<Draft, { kind: 'readings' }>

/** The message of three readings that the contract of the topics shows, numbered by its `seq`. */
export function readingsDraft(seq: number, more: Partial<ReadingsDraft> = {}): ReadingsDraft {
  const at = start + seq
  const payload = `{"at":${at},"seq":${seq},"readings":{"ph":7.12,"cod":96.4,"flow":0.9}}`
  return {
    kind: 'readings',
    receivedAt: at + 40,
    sender: 'mojokerto-batik-outlet',
    topic: 'ipal/mojokerto-batik/outlet/readings',
    payload: Buffer.from(payload),
    site,
    point,
    timeSource: 'device',
    readings: [reading('ph', 7.12, at), reading('cod', 96.4, at), reading('flow', 0.9, at)],
    refusals: [],
    ...more,
  }
}

function reading(
  parameter: JudgedReading['parameter'],
  value: number,
  at: number,
  more: Partial<JudgedReading> = {},
): JudgedReading {
  return { parameter, value, at, flag: 1, tests: '11111', late: false, repeat: 'no', ...more }
}

export function rejectedDraft(receivedAt: number, payload: Uint8Array | string, reason = 'not JSON'): Draft {
  const topic = 'ipal/mojokerto-batik/outlet/readings'
  return { kind: 'rejected', receivedAt, sender: null, topic, payload: Buffer.from(payload), reason }
}

/** One draft of each kind, with all that a kind may hold. */
export function everyKind(): Draft[] {
  const receivedAt = start
  const envelope = { receivedAt, sender: 'outlet "1"\n', topic: 'ipal/mojokerto-batik/outlet/state' }
  const running = Buffer.from('{"state":"running"}')
  const entered = { receivedAt, by: 'Sari' }
  const marked = { ...entered, reason: 'larutan penyangga pH 7' }
  const sample = {
    ...{
      site,
      point,
      takenAt: start - day,
      laboratory: 'Labkesda',
      certificate: null,
      method: null,
      note: null,
    },
    values: [{ parameter: 'phenol' as const, value: 0.005, lessThan: true }],
  }
  return [
    readingsDraft(1, {
      timeSource: 'receipt',
      readings: [
        reading('ph', 7.1, start, { flag: 3, tests: '11131', late: true, repeat: 'different' }),
        ...[-0, 0, 0.1 + 0.2, 5e-324, -1e308, 1e21, 2 ** 53].map((value) => reading('cod', value, start)),
      ],
      refusals: [{ path: '/readings/tds', reason: 'unknown parameter “tds”' }],
    }),
    { ...envelope, kind: 'state', payload: running, site, point, at: start - 7, state: 'running' },
    { ...envelope, kind: 'status', payload: Buffer.from('offline'), site, point, online: false },
    rejectedDraft(receivedAt, 'pH 7.2', 'expected JSON'),
    { kind: 'link', receivedAt, site, point, device: 'outlet-1', connected: true },
    { kind: 'clock', receivedAt, event: 'tick' },
    { kind: 'site', receivedAt, id: site, site: null },
    { kind: 'act', receivedAt, alarm: 'a', by: 'Sari', note: 'pompa µ', act: 'shelve', until: start + day },
    { kind: 'act', receivedAt, alarm: 'a', by: '\ud800', note: null, act: 'acknowledge' },
    { ...marked, kind: 'mark', site, point, state: 'calibration', until: start + 3_600_000 },
    { ...entered, kind: 'lab-sample', id: 'a', sample, correction: null },
    {
      ...entered,
      kind: 'cloth',
      id: 'b',
      cloth: { site, day: '2026-11-24', kg: 12.5, note: null },
      correction: { corrects: 'c', reason: 'salah baca timbangan' },
    },
  ]
}

/** Payloads on which a careless encoding trips. */
export const awkwardPayloads: Record<string, Uint8Array> = {
  empty: Buffer.of(),
  'a byte order mark': Buffer.from('\ufeff{"ph":7}'),
  'a NUL and line breaks': Buffer.from('a\0b\r\n\u2028\u0085"\\'),
  'four-byte characters': Buffer.from('💧 jernih'),
  'invalid UTF-8': Buffer.of(0x7b, 0xff, 0xfe, 0x7d),
  'an encoded surrogate': Buffer.of(0xed, 0xa0, 0x80),
  'an overlong slash': Buffer.of(0xc0, 0xaf),
  'a view into a larger buffer': new Uint8Array(Buffer.from('xx{"ph":7}xx').buffer.slice(0, 12)).subarray(
    2,
    10,
  ),
  'every byte': Uint8Array.from({ length: 256 }, (_, byte) => byte),
  'a megabyte': Buffer.alloc(1 << 20, '{"ph":7.12}'),
}
