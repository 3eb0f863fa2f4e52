import { useSignalEffect } from '@preact/signals'
import { alarms, lastTransition } from '../link/live.ts'
import { defineWords } from '../words/language.ts'
import { alarmTitle } from './alarm-title.ts'

export const announcerWords = defineWords({
  id: {
    raised: (what: string, where: string) => `Alarm: ${what}, ${where}`,
    cleared: (what: string, where: string) => `Pulih: ${what}, ${where}`,
  },
  en: {
    raised: (what: string, where: string) => `Alarm: ${what}, ${where}`,
    cleared: (what: string, where: string) => `Back to normal: ${what}, ${where}`,
  },
})

/** Says to a screen reader what was raised and what ended, and keeps the count of active alarms in the window's title. */
export function Announcer() {
  useSignalEffect(() => {
    const active = [...alarms.value.values()].filter(({ status }) => status === 'active').length
    document.title = active > 0 ? `(${active}) Jernih` : 'Jernih'
  })
  const told = lastTransition.value
  const step = told?.transition.step
  const isTold = told && (step === 'raised' || step === 'cleared')
  const { what, where } = told ? alarmTitle(told.alarm) : { what: '', where: '' }
  return (
    <p class="unseen" id="announced" role="status">
      {isTold && announcerWords()[step](what, where)}
    </p>
  )
}
