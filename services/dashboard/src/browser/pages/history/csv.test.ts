import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

const at = Date.parse('2026-11-24T09:13:00+07:00')
const minute = 60_000
const sample = { at, min: -1, mean: 2.5, max: 160, count: 3, flag: 4, suspect: 1, failed: 1 } as const

function exported(name: string, source: string): string[] {
  const citation = { source, clause: 'table 2, row "a"', verified: true }
  const limits = [{ from: at, to: at + minute, low: null, high: 150, citation }]
  const series = {
    samples: [sample, { ...sample, at: at + 9 * minute }],
    resolutionMs: minute,
    intervalMs: minute,
  }
  const text = toCsv({
    site: { id: 'mojokerto-batik', name, zone: 'Asia/Jakarta' },
    range: { from: at, to: at + 5 * minute },
    at,
    series: [{ point: 'outlet', parameter: 'cod', unit: 'mg/L', series, limits }],
  })
  return text.split('\r\n')
}

it('says what it is, and has what is seen with unit, resolution, flag and the limit that was in force', () => {
  const [about, , , columns, row, end] = exported('IPAL', 'Izin')
  expect(about).toMatch(/^"# Jernih: readings of IPAL \(mojokerto-batik\), 2026-11-24T09:13:00\+07:00 to /)
  expect(columns).toBe(
    'time,site,point,parameter,unit,resolution_s,mean,min,max,count,suspect,failed,worst_flag,flag,limit_low,limit_high,limit_source',
  )
  expect(row).toBe(
    '2026-11-24T09:13:00+07:00,mojokerto-batik,outlet,cod,mg/L,60,2.5,-1,160,3,1,1,4,fail,,150,"Izin, table 2, row ""a"""',
  )
  expect(end).toBe('')
})

it.each(['=1+1', '+1', '-1', '@x', '\tx'])('lets no spreadsheet take the text %j for a formula', (text) => {
  expect(exported('IPAL', text)[4]).toContain(`,"'${text}, table 2`)
})
