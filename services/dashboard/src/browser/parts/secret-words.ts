import { defineWords } from '../words/language.ts'

export const secretWords = defineWords({
  id: {
    copy: 'Salin',
    copied: 'Tersalin',
    notCopied: 'Tidak bisa disalin. Pilih teksnya, lalu salin sendiri.',
    never: 'Ini ditampilkan sekali saja dan tidak bisa dilihat lagi. Simpan sekarang.',
    qr: (title: string) => `Kode QR: ${title}`,
    print: 'Cetak',
    done: 'Selesai',
    leaveTitle: 'Sudah disimpan?',
    leave: 'Setelah ditutup, ini tidak bisa dilihat lagi.',
    stay: 'Belum, kembali',
    saved: 'Sudah, tutup',
  },
  en: {
    copy: 'Copy',
    copied: 'Copied',
    notCopied: 'It cannot be copied. Select the text and copy it yourself.',
    never: 'This is shown once and cannot be seen again. Keep it now.',
    qr: (title: string) => `QR code: ${title}`,
    print: 'Print',
    done: 'Done',
    leaveTitle: 'Is it kept?',
    leave: 'Once this is closed it cannot be seen again.',
    stay: 'Not yet, go back',
    saved: 'Yes, close',
  },
})
