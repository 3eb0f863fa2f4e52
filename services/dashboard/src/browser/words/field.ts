import { defineWords } from './language.ts'

/** The field's own words, which every page uses. */
export const fieldWords = defineWords({
  id: {
    units: { second: 'dtk', minute: 'mnt', hour: 'jam', day: 'hari' },
    ago: (text: string) => `${text} lalu`,
    flags: { 1: 'baik', 2: 'belum dinilai', 3: 'meragukan', 4: 'gagal', 9: 'hilang' },
    places: { inlet: 'air masuk', process: 'proses', outlet: 'air keluar' },
    priorities: { critical: 'kritis', high: 'tinggi', medium: 'sedang', low: 'rendah' },
    roles: {
      viewer: 'pengamat',
      operator: 'operator',
      officer: 'petugas lingkungan',
      administrator: 'administrator',
    },
    atMost: 'maks',
    atLeast: 'min',
    limit: 'batas',
    unverified: 'naskah aturan belum diperiksa',
  },
  en: {
    units: { second: 's', minute: 'min', hour: 'h', day: 'd' },
    ago: (text: string) => `${text} ago`,
    flags: { 1: 'good', 2: 'not evaluated', 3: 'suspect', 4: 'failed', 9: 'missing' },
    places: { inlet: 'water in', process: 'process', outlet: 'water out' },
    priorities: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
    roles: {
      viewer: 'viewer',
      operator: 'operator',
      officer: 'environment officer',
      administrator: 'administrator',
    },
    atMost: 'max',
    atLeast: 'min',
    limit: 'limit',
    unverified: "the rule's text is unverified",
  },
})
