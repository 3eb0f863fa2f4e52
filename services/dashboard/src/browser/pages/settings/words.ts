import { defineWords } from '../../words/language.ts'

export const words = defineWords({
  id: {
    title: 'Setelan',
    tabs: {
      account: 'Akun saya',
      people: 'Orang',
      devices: 'Alat',
      contacts: 'Kontak',
      record: 'Catatan',
    },
    noTab: 'Bagian ini tidak ada, atau peran Anda tidak boleh melihatnya.',
    toAccount: 'Ke akun saya',
  },
  en: {
    title: 'Settings',
    tabs: {
      account: 'My account',
      people: 'People',
      devices: 'Devices',
      contacts: 'Contacts',
      record: 'Record',
    },
    noTab: 'There is no such part, or your role may not look at it.',
    toAccount: 'To my account',
  },
})
