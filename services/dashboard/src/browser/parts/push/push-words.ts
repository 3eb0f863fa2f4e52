import { defineWords } from '../../words/language.ts'

export const pushWords = defineWords({
  id: {
    title: 'Beritahu perangkat ini',
    explained: 'Alarm muncul sebagai notifikasi, juga saat Jernih tidak dibuka.',
    needsHttps: 'Di sini tidak bisa: peramban hanya mengizinkannya lewat HTTPS.',
    unsupported: 'Peramban ini tidak bisa menerima notifikasi dari Jernih.',
    installFirst: 'Di iPhone dan iPad, pasang Jernih dulu, lalu buka dari layar utama.',
    needsAccount:
      'Yang masuk dengan token tidak bisa diberi tahu: masuklah dengan akun Anda sendiri di perangkat ini.',
    denied:
      'Notifikasi ditolak di peramban ini. Izinkan lagi lewat gembok di samping alamat (atau setelan aplikasi), lalu muat ulang halaman.',
    off: 'Perangkat ini tidak diberi tahu.',
    on: (least: string) => `Perangkat ini diberi tahu: ${least}.`,
    turnOn: 'Beritahu perangkat ini',
    turnOff: 'Jangan beritahu lagi',
    least: 'Alarm yang diberitahukan',
    leasts: {
      critical: 'hanya yang kritis',
      high: 'tinggi dan kritis',
      medium: 'sedang, tinggi dan kritis',
      low: 'semua alarm',
    },
    unreachable: 'Layanan notifikasi peramban ini tidak terjangkau. Periksa internet, lalu coba lagi.',
    install: 'Pasang Jernih di perangkat ini',
    installOnIos: 'Pasang di iPhone: ketuk Bagikan, lalu “Tambah ke Layar Utama”.',
  },
  en: {
    title: 'Tell this device',
    explained: 'Alarms appear as notifications, also while Jernih is not open.',
    needsHttps: 'Not possible here: browsers allow it over HTTPS only.',
    unsupported: 'This browser cannot receive notifications from Jernih.',
    installFirst: 'On iPhone and iPad, install Jernih first, then open it from the home screen.',
    needsAccount:
      'Whoever signed in with a token cannot be told: sign in with your own account on this device.',
    denied:
      "Notifications are denied in this browser. Allow them by the lock beside the address (or in the app's settings), then load the page again.",
    off: 'This device is not told.',
    on: (least: string) => `This device is told: ${least}.`,
    turnOn: 'Tell this device',
    turnOff: 'Tell it no more',
    least: 'Alarms to be told of',
    leasts: {
      critical: 'critical only',
      high: 'high and critical',
      medium: 'medium, high and critical',
      low: 'all alarms',
    },
    unreachable: "This browser's notification service is out of reach. Check the internet, then try again.",
    install: 'Install Jernih on this device',
    installOnIos: 'To install on iPhone: tap Share, then “Add to Home Screen”.',
  },
})
