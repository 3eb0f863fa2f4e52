import { defineWords } from './language.ts'

/** The field's own words, which every page uses. */
export const fieldWords = defineWords({
  id: {
    units: { second: 'dtk', minute: 'mnt', hour: 'jam', day: 'hari' },
    ago: (text: string) => `${text} lalu`,
    ahead: 'jam alat lebih cepat',
    flags: { 1: 'baik', 2: 'belum dinilai', 3: 'meragukan', 4: 'gagal', 9: 'hilang' },
    places: { inlet: 'air masuk', process: 'proses', outlet: 'air keluar' },
    priorities: { critical: 'kritis', high: 'tinggi', medium: 'sedang', low: 'rendah' },
    roles: {
      viewer: 'pengamat',
      operator: 'operator',
      officer: 'petugas lingkungan',
      administrator: 'administrator',
    },
    site: 'Lokasi',
    point: 'Titik',
    states: {
      running: 'berjalan',
      stopped: 'berhenti',
      calibration: 'kalibrasi',
      maintenance: 'perawatan',
      fault: 'rusak',
    },
    atMost: 'maks',
    atLeast: 'min',
    limit: 'batas',
    unverified: 'naskah aturan belum diperiksa',
  },
  en: {
    units: { second: 's', minute: 'min', hour: 'h', day: 'd' },
    ago: (text: string) => `${text} ago`,
    ahead: "the device's clock is ahead",
    flags: { 1: 'good', 2: 'not evaluated', 3: 'suspect', 4: 'failed', 9: 'missing' },
    places: { inlet: 'water in', process: 'process', outlet: 'water out' },
    priorities: { critical: 'critical', high: 'high', medium: 'medium', low: 'low' },
    roles: {
      viewer: 'viewer',
      operator: 'operator',
      officer: 'environment officer',
      administrator: 'administrator',
    },
    site: 'Site',
    point: 'Point',
    states: {
      running: 'running',
      stopped: 'stopped',
      calibration: 'calibration',
      maintenance: 'maintenance',
      fault: 'fault',
    },
    atMost: 'max',
    atLeast: 'min',
    limit: 'limit',
    unverified: "the rule's text is unverified",
  },
})
