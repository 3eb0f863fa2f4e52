import { expect, it } from 'vitest'
import { formatWithOffset } from '../../zone-time.ts'
import { tickTexts, timeTicks } from './time-axis.ts'

const at = (text: string) => Date.parse(text)

it.each([
  {
    story: 'hours of the site',
    ...{ from: '2026-11-23T20:10:00+07:00', to: '2026-11-24T09:00:00+07:00', zone: 'Asia/Jakarta', most: 5 },
    texts: ['21.00\n23 Nov', '00.00\n24 Nov', '03.00', '06.00'],
  },
  {
    story: 'seconds',
    ...{ from: '2026-11-24T09:13:10+07:00', to: '2026-11-24T09:13:40+07:00', zone: 'Asia/Jakarta', most: 3 },
    texts: ['09.13.10\n24 Nov', '09.13.20', '09.13.30'],
  },
  {
    story: 'days that begin at midnight one hour further east',
    ...{ from: '2026-12-30T12:00:00+08:00', to: '2027-01-02T12:00:00+08:00', zone: 'Asia/Makassar', most: 4 },
    texts: ['31 Des\n2026', '1 Jan\n2027', '2 Jan'],
  },
  {
    story: 'months',
    ...{ from: '2026-02-10T00:00:00+07:00', to: '2026-11-24T00:00:00+07:00', zone: 'Asia/Jakarta', most: 6 },
    texts: ['Mar\n2026', 'Mei', 'Jul', 'Sep', 'Nov'],
  },
  {
    story: 'days over a change of the clocks',
    ...{ from: '2026-03-27T00:00:00Z', to: '2026-03-31T00:00:00Z', zone: 'Europe/Berlin', most: 5 },
    texts: ['28 Mar\n2026', '29 Mar', '30 Mar', '31 Mar'],
  },
])('has ticks at $story', ({ from, to, zone, most, texts }) => {
  expect(tickTexts(timeTicks({ from: at(from), to: at(to) }, zone, most), zone, 'id-ID')).toEqual(texts)
})

it('begins each day at the midnight of its own offset', () => {
  const days = timeTicks(
    { from: at('2026-03-28T12:00:00Z'), to: at('2026-03-30T12:00:00Z') },
    'Europe/Berlin',
    3,
  )
  expect(days.map((day) => formatWithOffset(day, 'Europe/Berlin'))).toEqual([
    '2026-03-29T00:00:00+01:00',
    '2026-03-30T00:00:00+02:00',
  ])
})

it('writes a time with the offset of its zone', () => {
  expect(formatWithOffset(at('2026-11-24T02:13:12.250Z'), 'Asia/Makassar')).toBe(
    '2026-11-24T10:13:12.250+08:00',
  )
  expect(formatWithOffset(at('2026-11-24T02:13:12Z'), 'America/St_Johns')).toBe('2026-11-23T22:43:12-03:30')
})
