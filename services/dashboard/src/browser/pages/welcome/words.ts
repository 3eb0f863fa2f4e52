import { defineWords } from '../../words/language.ts'

export const words = defineWords({
  id: {
    title: 'Selamat datang di Jernih',
    explained:
      'Belum ada yang punya akun di sini. Buat akun administrator pertama untuk Anda sendiri: mulai sekarang Anda masuk dengannya, dan yang Anda lakukan tercatat atas nama Anda.',
    create: 'Buat akun saya',
    later: 'Nanti',
    hello: (name: string) => `Anda masuk sebagai ${name}.`,
    next: 'Tiga langkah berikutnya',
    steps: {
      devices: {
        title: 'Sambungkan sensor',
        why: 'Buat kode untuk setiap alat, lalu masukkan kode itu di alatnya.',
      },
      people: {
        title: 'Ajak orang lain',
        why: 'Operator menanggapi alarm dan mencatat pekerjaan; petugas lingkungan memeriksa.',
      },
      contacts: {
        title: 'Isi kontak',
        why: 'Siapa yang dikabari saat ada alarm, dan lewat apa.',
      },
    },
    notYours: 'Akun pertama dibuat oleh administrator.',
    toOverview: 'Ke ringkasan',
  },
  en: {
    title: 'Welcome to Jernih',
    explained:
      "Nobody has an account here yet. Make the first administrator's account for yourself: from now on you sign in with it, and what you do stands under your name.",
    create: 'Make my account',
    later: 'Later',
    hello: (name: string) => `You are signed in as ${name}.`,
    next: 'Three steps from here',
    steps: {
      devices: {
        title: 'Connect a sensor',
        why: 'Make a code for each device, and enter it there.',
      },
      people: {
        title: 'Invite others',
        why: 'Operators answer alarms and enter work; environment officers look it over.',
      },
      contacts: {
        title: 'Enter contacts',
        why: 'Who is told of alarms, and by what.',
      },
    },
    notYours: 'The first account is for an administrator to make.',
    toOverview: 'To the overview',
  },
})
