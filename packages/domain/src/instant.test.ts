import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, InstantInput } from './instant.ts'

const at = Date.UTC(2026, 10, 24, 2, 13, 12)

describe('a time that a device tells', () => {
  it.each([
    { story: 'WIB', given: '2026-11-24T09:13:12+07:00' },
    { story: 'WITA', given: '2026-11-24T10:13:12+08:00' },
    { story: 'UTC', given: '2026-11-24T02:13:12Z' },
    { story: 'Unix milliseconds', given: at },
  ])('in $story is the same moment', ({ given }) => expect(InstantInput.parse(given)).toBe(at))

  it('keeps its milliseconds', () => {
    expect(InstantInput.parse('2026-11-24T09:13:12.345+07:00')).toBe(at + 345)
  })

  it.each([
    { story: 'without an offset', given: '2026-11-24T09:13:12' },
    { story: 'of a day alone', given: '2026-11-24' },
    { story: 'on a day that is not', given: '2026-02-30T00:00:00Z' },
    { story: 'with a fraction of a millisecond', given: at + 0.5 },
    { story: 'as a number in a text', given: String(at) },
    { story: 'that is nothing', given: null },
    { story: 'that is not a number', given: Number.NaN },
  ])('$story is refused, and what was expected is said', ({ given }) => {
    expect(InstantInput.safeParse(given).error?.issues[0]?.message).toContain('RFC 3339')
  })
})

describe('a time that a person reads', () => {
  it.each([
    { zone: 'Asia/Jakarta', text: '2026-11-24T09:13:12+07:00' },
    { zone: 'Asia/Makassar', text: '2026-11-24T10:13:12+08:00' },
    { zone: 'Asia/Jayapura', text: '2026-11-24T11:13:12+09:00' },
    { zone: 'UTC', text: '2026-11-24T02:13:12+00:00' },
  ])('is in the zone of the site: $zone', ({ zone, text }) => expect(formatInstant(at, zone)).toBe(text))

  it('follows the clocks of a zone that changes them', () => {
    const change = Date.UTC(2026, 2, 29, 1)
    const texts = [change - 1, change, change - 1].map((instant) => formatInstant(instant, 'Europe/Berlin'))
    const winter = '2026-03-29T01:59:59.999+01:00'
    expect(texts).toEqual([winter, '2026-03-29T03:00:00+02:00', winter])
    expect(formatInstant(at, 'America/St_Johns')).toBe('2026-11-23T22:43:12-03:30')
  })

  it('says the moment that it was made from', () => {
    const moment = fc.integer({ min: Date.UTC(1850, 0, 1), max: Date.UTC(2100, 0, 1) })
    const zone = fc.constantFrom('Asia/Jakarta', 'Europe/Berlin', 'America/St_Johns', 'UTC')
    fc.assert(
      fc.property(moment, zone, (instant, name) => {
        expect(InstantInput.parse(formatInstant(instant, name))).toBe(instant)
      }),
    )
  })
})
