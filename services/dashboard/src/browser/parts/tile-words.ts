import { defineWords } from '../words/language.ts'

export const tileWords = defineWords({
  id: {
    never: 'belum ada data',
    lastValue: (value: string) => `terakhir ${value}`,
    above: 'di atas batas',
    below: 'di bawah batas',
    rest: 'diam',
    history: '(riwayat)',
    lastHour: (low: string, high: string) => `Satu jam terakhir: ${low} sampai ${high}`,
    lastHourEmpty: 'Satu jam terakhir: tidak ada data',
    gaps: (count: number) => `${count} celah`,
    failed: (count: number) => `${count} menit gagal`,
  },
  en: {
    never: 'no data yet',
    lastValue: (value: string) => `last ${value}`,
    above: 'above the limit',
    below: 'below the limit',
    rest: 'at rest',
    history: '(history)',
    lastHour: (low: string, high: string) => `Last hour: ${low} to ${high}`,
    lastHourEmpty: 'Last hour: no data',
    gaps: (count: number) => `${count} ${count === 1 ? 'gap' : 'gaps'}`,
    failed: (count: number) => `${count} ${count === 1 ? 'minute' : 'minutes'} failed`,
  },
})
