import type { PointId } from '@jernih/domain'
import { Site } from '@jernih/domain'
import type { Draft } from '@jernih/journal'
import { describe, expect, it } from 'vitest'
import {
  inlet,
  link,
  outlet,
  plantSite,
  reading,
  siteFile,
  started,
  state,
  ticks,
  up,
} from './testing/plant.ts'
import { play } from './testing/play.ts'

const begin = [started(0), siteFile(0, plantSite())]
const both = [outlet, inlet]

/** Readings of all that is measured at these points, in minutes `from` to `to`. */
const heard = (points: readonly PointId[], from: number, to: number): Draft[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n).flatMap((at) =>
    points.flatMap((point) => [
      reading('cod', 100, { at, point }),
      ...(point === outlet ? [reading('ph', 7, { at })] : []),
    ]),
  )
const linkOf = (point: PointId, at: number, connected: boolean): Draft =>
  ({ ...link(at, connected), point }) as Draft

/** `point name step @minute`, and how the alarm stands after it. */
const told = (drafts: Draft[]) =>
  play(drafts).changes.map(({ alarm, transition }) =>
    [alarm.point, alarm.kind, transition.step, transition.after?.state].join(' '),
  )

describe('a power cut', () => {
  const cut = [
    ...both.map((point) => linkOf(point, 0.5, true)),
    ...heard(both, 1, 10),
    ...both.map((point) => linkOf(point, 10.5, false)),
  ]

  it('is one alarm; what it makes silent is suppressed from the beginning', () => {
    const steps = told([...begin, ...up(20, cut)])
    expect(steps.filter((step) => step.includes(' raised '))).toEqual([
      'outlet power-cut raised unacknowledged-active',
      'outlet device-offline raised suppressed-by-design',
      'inlet device-offline raised suppressed-by-design',
      ...['outlet', 'outlet', 'inlet'].map((point) => `${point} no-data raised suppressed-by-design`),
    ])
  })

  it('ends when a point is back, and gives back what is still silent', () => {
    const back = [linkOf(outlet, 15, true), ...heard([outlet], 15, 20)]
    const steps = told([...begin, ...up(20, [...cut, ...back])])
    expect(steps.filter((step) => step.includes('power-cut'))).toEqual([
      'outlet power-cut raised unacknowledged-active',
      'outlet power-cut cleared returned-unacknowledged',
    ])
    const ofInlet = steps.filter((step) => step.startsWith('inlet'))
    expect(ofInlet).toContain('inlet device-offline unsuppressed unacknowledged-active')
    expect(ofInlet.at(-1)).toBe('inlet no-data suppressed suppressed-by-design')
    expect(steps).toContain('outlet no-data cleared normal')
  })

  it('ends though what is heard again comes in bursts', () => {
    const burst = both.flatMap((point) =>
      [16.4, 17.4, 18.4, 19.4].map((at) => reading('cod', 100, { at, received: 19.9, point })),
    )
    const steps = told([...begin, ...up(22, [...heard(both, 1, 10), ...burst])])
    expect(steps.filter((step) => step.includes('power-cut'))).toEqual([
      'outlet power-cut raised unacknowledged-active',
      'outlet power-cut cleared returned-unacknowledged',
    ])
  })

  it('is told by silence alone where no broker tells of links', () => {
    const steps = told([...begin, ...up(20, heard(both, 1, 10))])
    expect(steps.filter((step) => step.endsWith('unacknowledged-active'))).toEqual([
      'outlet power-cut raised unacknowledged-active',
    ])
  })

  it.each([
    { story: 'one point alone falls silent', drafts: [...heard([inlet], 1, 20), ...heard([outlet], 1, 10)] },
    {
      story: 'the points fall silent one long after the other',
      drafts: [...heard([inlet], 1, 4), ...heard([outlet], 1, 16)],
    },
    { story: 'nothing was ever heard', drafts: [] },
    { story: 'a point stops for the night', drafts: [...heard(both, 1, 10), state(10.5, 'stopped')] },
  ])('is none where $story', ({ drafts }) => {
    expect(told([...begin, ...up(22, drafts)]).filter((step) => step.includes('power-cut'))).toEqual([])
  })

  it('is none where our own absence was the silence', () => {
    const drafts = [
      ...begin,
      ...up(10, heard(both, 1, 10)),
      started(30),
      ...ticks(30, 31.5),
      ...heard(both, 31.5, 31.5),
    ]
    expect(told(drafts).filter((step) => step.includes('power-cut'))).toEqual([])
  })

  it('is none where the site’s file has no supply', () => {
    const alone = Site.parse({ ...plantSite(), supplies: [] })
    const steps = told([started(0), siteFile(0, alone), ...up(20, cut)])
    expect(steps.filter((step) => step.includes('power-cut'))).toEqual([])
  })
})

it('a point out of reach has one alarm, and its parameters none', () => {
  const steps = told([
    ...begin,
    ...up(20, [
      ...heard([inlet], 1, 20),
      linkOf(outlet, 0.5, true),
      ...heard([outlet], 1, 10),
      linkOf(outlet, 10.5, false),
    ]),
  ])
  expect(steps).toEqual([
    'outlet device-offline raised unacknowledged-active',
    'outlet no-data raised suppressed-by-design',
    'outlet no-data raised suppressed-by-design',
  ])
})

it.each([
  { story: 'of a site that is patient with its devices', rules: { deviceOffline: { onDelaySeconds: 300 } } },
  { story: 'of a site that is patient with its data', rules: { noData: { intervals: 6 } } },
])('our own restart does not end a power cut $story', ({ rules }) => {
  const patient = plantSite({ rules })
  const steps = told([
    started(0),
    siteFile(0, patient),
    ...up(20, heard(both, 1, 10)),
    started(21),
    ...ticks(21, 30),
  ])
  expect(steps.filter((step) => step.includes('power-cut'))).toEqual([
    'outlet power-cut raised unacknowledged-active',
  ])
})
