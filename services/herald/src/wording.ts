import type { AlarmKind, Contact, Priority, SuppressionCause, Transition, Way } from '@jernih/domain'

export type Language = Contact['language']

/** All that is said to people in one language. The same words for the same thing everywhere; `{…}` is filled in. */
export interface Wording {
  locale: string
  simulated: string
  priority: Readonly<Record<Priority, string>>
  /** What an alarm is called; `{what}` is what it watches. */
  kind: Readonly<Record<AlarmKind, string>>
  /** What it is called where a way of telling people fails. */
  wayFails: string
  way: Readonly<Record<Way, string>>
  /** What a step means, as a sentence. */
  step: Readonly<Record<Transition['step'], string>>
  /** Why an alarm is held back. */
  suppression: Readonly<Record<SuppressionCause, string>>
  value: string
  limit: string
  citation: string
  unverified: string
  since: string
  until: string
  peak: string
  unconfirmed: string
  consequence: string
  action: string
  /** The transition's id, to be cited. */
  reference: string
  /** Where the rest of a message stands that was too long. */
  more: string
  digest: string
  acknowledge: string
  acknowledged: string
  acknowledgedBefore: string
  nobodyKnown: string
  notFound: string
  /** Of a message that only tries whether it arrives. */
  testTitle: string
  testText: string
}

export const wordings: Readonly<Record<Language, Wording>> = {
  id: {
    locale: 'id-ID',
    simulated: 'SIMULASI',
    priority: { low: 'rendah', medium: 'sedang', high: 'TINGGI', critical: 'KRITIS' },
    kind: {
      'limit-high': '{what} di atas baku mutu',
      'limit-low': '{what} di bawah baku mutu',
      'approaching-high': '{what} mendekati batas atas baku mutu',
      'approaching-low': '{what} mendekati batas bawah baku mutu',
      'standing-high': '{what} pada air yang tertahan di atas baku mutu',
      'standing-low': '{what} pada air yang tertahan di bawah baku mutu',
      'repeated-high': '{what} berulang kali di atas baku mutu',
      'repeated-low': '{what} berulang kali di bawah baku mutu',
      'mean-2min-high': 'Rata-rata 2 menit {what} di atas baku mutu',
      'mean-2min-low': 'Rata-rata 2 menit {what} di bawah baku mutu',
      'mean-hour-high': 'Rata-rata satu jam {what} di atas baku mutu',
      'mean-hour-low': 'Rata-rata satu jam {what} di bawah baku mutu',
      'mean-day-high': 'Rata-rata harian {what} di atas baku mutu',
      'mean-day-low': 'Rata-rata harian {what} di bawah baku mutu',
      'rising-fast': '{what} naik terlalu cepat',
      'falling-fast': '{what} turun terlalu cepat',
      'load-high': 'Beban {what} di atas batas',
      'no-data': 'Tidak ada data {what}',
      'sensor-failed': 'Sensor {what} rusak',
      'device-offline': 'Alat terputus',
      'clock-skew': 'Jam alat tidak tepat',
      'power-cut': 'Listrik padam',
      'store-lag': 'Penyimpanan data tertinggal',
      imbalance: 'Jumlah data tidak cocok',
      'disk-low': 'Ruang disk hampir habis',
      'notification-failing': 'Pemberitahuan tidak terkirim',
    },
    wayFails: 'Pemberitahuan lewat {way} tidak terkirim',
    way: {
      email: 'surel',
      telegram: 'Telegram',
      whatsapp: 'WhatsApp',
      webhook: 'webhook',
      push: 'notifikasi peramban',
    },
    step: {
      raised: 'Alarm mulai.',
      confirmed: 'Dipastikan oleh data yang baik.',
      'data-lost': 'Data terputus selagi pelanggaran berlangsung: alarm tetap terbuka.',
      'data-returned': 'Data kembali; alarm masih berlangsung.',
      latched: 'Keadaan sudah kembali normal; alarm menunggu untuk diakui.',
      recurred: 'Keadaan terjadi lagi.',
      cleared: 'Selesai.',
      acknowledged: 'Diakui oleh {by}.',
      shelved: 'Dikesampingkan oleh {by}.',
      unshelved: 'Tidak lagi dikesampingkan; alarm masih berlangsung.',
      suppressed: 'Ditahan, karena {cause}.',
      unsuppressed: 'Tidak lagi ditahan; alarm masih berlangsung.',
      'out-of-service': 'Dinonaktifkan oleh {by}.',
      'returned-to-service': 'Diaktifkan kembali oleh {by}.',
    },
    suppression: {
      stopped: 'titik ini tidak beroperasi',
      maintenance: 'titik ini sedang dipelihara',
      calibration: 'titik ini sedang dikalibrasi',
      'power-cut': 'listrik padam',
      'device-offline': 'alatnya terputus',
    },
    value: 'Nilai: {value}',
    limit: 'Batas: {limit}',
    citation: 'Dasar: {citation}',
    unverified: 'belum diperiksa pada naskah aslinya',
    since: 'Sejak: {since}',
    until: 'Sampai: {until}',
    peak: 'Terburuk: {peak}',
    unconfirmed: 'Belum pasti: hanya didukung data yang meragukan.',
    consequence: 'Bila dibiarkan: {consequence}',
    action: 'Yang harus dilakukan dalam {minutes} menit: {action}',
    reference: 'Rujukan: {reference}',
    more: 'Selebihnya ada di Jernih, rujukan {reference}',
    digest: '{count} kabar alarm',
    acknowledge: 'Akui',
    acknowledged: 'Diakui. Terima kasih, {name}.',
    acknowledgedBefore: 'Sudah diakui oleh {name}.',
    nobodyKnown: 'Anda tidak terdaftar sebagai kontak di tempat ini.',
    notFound: 'Alarm ini tidak ditemukan.',
    testTitle: '[UJI COBA] Jernih – {site}',
    testText:
      'Ini hanya uji coba, bukan alarm. Bila {name} membaca pesan ini, kabar alarm dari {site} akan sampai lewat jalur ini.',
  },
  en: {
    locale: 'en-GB',
    simulated: 'SIMULATED',
    priority: { low: 'low', medium: 'medium', high: 'HIGH', critical: 'CRITICAL' },
    kind: {
      'limit-high': '{what} above the limit',
      'limit-low': '{what} below the limit',
      'approaching-high': '{what} approaching its upper limit',
      'approaching-low': '{what} approaching its lower limit',
      'standing-high': '{what} of standing water above the limit',
      'standing-low': '{what} of standing water below the limit',
      'repeated-high': '{what} above the limit again and again',
      'repeated-low': '{what} below the limit again and again',
      'mean-2min-high': '{what}, mean of 2 minutes, above the limit',
      'mean-2min-low': '{what}, mean of 2 minutes, below the limit',
      'mean-hour-high': '{what}, mean of an hour, above the limit',
      'mean-hour-low': '{what}, mean of an hour, below the limit',
      'mean-day-high': '{what}, mean of the day, above the limit',
      'mean-day-low': '{what}, mean of the day, below the limit',
      'rising-fast': '{what} rises too fast',
      'falling-fast': '{what} falls too fast',
      'load-high': 'Load of {what} above its limit',
      'no-data': 'No data of {what}',
      'sensor-failed': '{what} sensor failed',
      'device-offline': 'Device offline',
      'clock-skew': 'The device’s clock is off',
      'power-cut': 'Power cut',
      'store-lag': 'The store lags behind',
      imbalance: 'The books of readings do not balance',
      'disk-low': 'The disk is nearly full',
      'notification-failing': 'Notification fails',
    },
    wayFails: 'Notification by {way} fails',
    way: {
      email: 'mail',
      telegram: 'Telegram',
      whatsapp: 'WhatsApp',
      webhook: 'webhook',
      push: 'browser push',
    },
    step: {
      raised: 'The alarm begins.',
      confirmed: 'Confirmed by good readings.',
      'data-lost': 'The data stopped during the violation: the alarm stays open.',
      'data-returned': 'The data are back; the alarm still stands.',
      latched: 'It is back to normal; the alarm waits to be acknowledged.',
      recurred: 'It has come back.',
      cleared: 'It is over.',
      acknowledged: 'Acknowledged by {by}.',
      shelved: 'Shelved by {by}.',
      unshelved: 'No longer shelved; the alarm still stands.',
      suppressed: 'Held back, since {cause}.',
      unsuppressed: 'No longer held back; the alarm still stands.',
      'out-of-service': 'Taken out of service by {by}.',
      'returned-to-service': 'Back in service by {by}.',
    },
    suppression: {
      stopped: 'this point is stopped',
      maintenance: 'this point is under maintenance',
      calibration: 'this point is being calibrated',
      'power-cut': 'the power is cut',
      'device-offline': 'its device is offline',
    },
    value: 'Value: {value}',
    limit: 'Limit: {limit}',
    citation: 'By: {citation}',
    unverified: 'not yet checked against the rule’s own text',
    since: 'Since: {since}',
    until: 'Until: {until}',
    peak: 'Worst: {peak}',
    unconfirmed: 'Unconfirmed: only suspect readings support it.',
    consequence: 'If nobody acts: {consequence}',
    action: 'What to do within {minutes} minutes: {action}',
    reference: 'Reference: {reference}',
    more: 'The rest is in Jernih, reference {reference}',
    digest: '{count} alarm messages',
    acknowledge: 'Acknowledge',
    acknowledged: 'Acknowledged. Thank you, {name}.',
    acknowledgedBefore: 'Acknowledged already by {name}.',
    nobodyKnown: 'You are not a contact of this place.',
    notFound: 'There is no such alarm.',
    testTitle: '[TEST] Jernih – {site}',
    testText:
      'This is only a test and no alarm. If {name} can read this, news of alarms at {site} will arrive this way.',
  },
}

/** Puts facts into a template. A fact that is missing leaves its name standing, since half a message is better than none. */
export function fill(template: string, facts: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => `${facts[name] ?? whole}`)
}
