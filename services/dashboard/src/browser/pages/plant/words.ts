import { defineWords } from '../../words/language.ts'

export const words = defineWords({
  id: {
    title: 'Instalasi',
    noSites: 'Belum ada lokasi. Tulis satu berkas di folder sites.',
    choose: 'Lokasi',
    readings: 'Pembacaan',
  },
  en: {
    title: 'Plant',
    noSites: 'There is no site yet. Write a file into the sites folder.',
    choose: 'Site',
    readings: 'Readings',
  },
})
