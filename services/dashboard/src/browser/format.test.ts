import { afterEach, describe, expect, it, vi } from 'vitest'
import { dayIn, formatAge, formatLimit, formatTime, formatValue, formatWait } from './format.ts'
import { language } from './words/language.ts'

afterEach(() => {
  language.value = 'id'
  vi.useRealTimers()
})

describe('what an operator reads', () => {
  it.each([
    [0, '0 dtk'],
    [-3_000, '0 dtk'],
    [59_999, '59 dtk'],
    [185_000, '3 mnt 5 dtk'],
    [7_800_000, '2 jam 10 mnt'],
    [352_800_000, '4 hari 2 jam'],
  ])('an age of %i ms is %s', (ageMs, shown) => expect(formatAge(ageMs)).toBe(shown))

  it.each([
    [6, 9, '6–9'],
    [null, 150, 'maks 150'],
    [null, 0.5, 'maks 0,5'],
    [6, null, 'min 6'],
    [null, null, ''],
  ])('a limit from %o to %o is %s', (low, high, shown) => {
    expect(formatLimit({ low, high })).toBe(shown)
  })

  it('a value has the decimals of its parameter, written as the language does', () => {
    expect(formatValue(1830.04, 1)).toBe('1.830,0')
    expect(formatValue(-0.01, 1)).toBe('0,0')
    expect(formatValue(-1e300, 1)).toBe('-1E300')
    language.value = 'en'
    expect(formatValue(1830.04, 1)).toBe('1,830.0')
  })

  it.each([
    ['2026-11-24T09:13:12+07:00', 'Asia/Jakarta', '09.13.12 WIB'],
    ['2026-11-24T10:13:12.250+08:00', 'Asia/Makassar', '10.13.12 WITA'],
    ['2026-11-23T23:59:59+09:00', 'Asia/Jayapura', '23/11 23.59.59 WIT'],
    ['2026-11-24T02:13:12.5+00:00', 'UTC', '02.13.12 GMT+0'],
  ])('%s in %s is %s', (at, zone, shown) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-24T03:00:00Z') })
    expect(formatTime(at, zone)).toBe(shown)
  })

  it.each([
    [1, '1 dtk'],
    [59, '59 dtk'],
    [60, '1 mnt'],
    [61, '2 mnt'],
    [900, '15 mnt'],
  ])('to wait %d s is to wait %s', (seconds, shown) => {
    expect(formatWait(seconds)).toBe(shown)
  })

  it("a day is the site's, not the phone's", () => {
    const now = Date.parse('2026-11-23T18:00:00Z')
    expect(dayIn('Asia/Jakarta', now)).toBe('2026-11-24')
    expect(dayIn('UTC', now)).toBe('2026-11-23')
  })
})
