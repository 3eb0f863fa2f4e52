import { defineWords } from '../../words/language.ts'

export const soundWords = defineWords({
  id: {
    title: 'Suara alarm',
    on: 'Suara menyala',
    notYet: 'Ketuk untuk menyalakan suara',
    explained: 'Alarm kritis dan tinggi berbunyi berulang sampai ada yang menangani.',
    mutedFor: (left: string) => `Senyap ${left} lagi`,
    mute: (minutes: number) => `Senyap ${minutes} menit`,
    endsEarly: 'Alarm kritis yang baru langsung berbunyi lagi.',
    unmute: 'Bunyikan lagi',
    test: 'Coba suara',
  },
  en: {
    title: 'Alarm sound',
    on: 'Sound is on',
    notYet: 'Tap to switch the sound on',
    explained: 'Critical and high alarms sound again and again until somebody takes them on.',
    mutedFor: (left: string) => `Silent for ${left}`,
    mute: (minutes: number) => `Silence for ${minutes} min`,
    endsEarly: 'A new critical alarm sounds at once.',
    unmute: 'Sound again',
    test: 'Test the sound',
  },
})
