import { type LabSample, type MarkedState, PointId, type PointState, SiteId } from '@jernih/domain'
import type { Draft } from '@jernih/journal'

export const site = SiteId.parse('mojokerto-batik')
export const outlet = PointId.parse('outlet')
/** 24 November 2026, 09:00 WIB. */
export const nine = Date.UTC(2026, 10, 24, 2)

const by = 'siti'

/** A sample taken so many minutes after nine, in which the laboratory found this COD. */
export function sample(id: string, cod: number, { takenAt = 0, corrects = '' } = {}): Draft {
  const taken: LabSample = {
    ...{ site, point: outlet, takenAt: nine + takenAt * 60_000, laboratory: 'Labkesda Mojokerto' },
    ...{ certificate: 'LHU-0117', method: 'SNI 6989.2:2019', note: null },
    values: [{ parameter: 'cod', value: cod, lessThan: false }],
  }
  return { kind: 'lab-sample', receivedAt: nine, id, by, sample: taken, correction: correctionOf(corrects) }
}

export function cloth(id: string, kg: number, { day = '2026-11-23', corrects = '' } = {}): Draft {
  const figure = { site, day, kg, note: null }
  return { kind: 'cloth', receivedAt: nine, id, by, cloth: figure, correction: correctionOf(corrects) }
}

/** Seconds after nine. */
export function state(second: number, doing: PointState): Draft {
  const receivedAt = nine + second * 1_000
  const said = { receivedAt, at: receivedAt, site, point: outlet, state: doing }
  return { kind: 'state', ...said, sender: null, topic: 'ipal/…/state', payload: new Uint8Array() }
}

export function mark(second: number, doing: MarkedState, until: number | null): Draft {
  const at = { receivedAt: nine + second * 1_000, until: until === null ? null : nine + until * 1_000 }
  return { kind: 'mark', ...at, site, point: outlet, state: doing, by, reason: 'larutan pH 7' }
}

export function tick(second: number): Draft {
  return { kind: 'clock', receivedAt: nine + second * 1_000, event: 'tick' }
}

function correctionOf(corrects: string) {
  return corrects === '' ? null : { corrects, reason: 'salah ketik' }
}
