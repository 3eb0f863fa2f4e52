import { systemClock } from '@jernih/runtime'
import type { Channel } from '../channel.ts'
import { openEmail } from '../channels/email.ts'
import { openWhatsapp } from '../channels/whatsapp.ts'
import { phoneNumberId, template, token } from './whatsapp.ts'

export type Way = 'email' | 'whatsapp'

/** A channel to the server at `url`, as fast as the server takes it. */
export function openWay(way: Way, url: string): Channel {
  const languages = { id: 'id', en: 'en' }
  const channel =
    way === 'email'
      ? openEmail({ url, from: 'jernih@plant.example' })
      : openWhatsapp({ apiRoot: url, token, phoneNumberId, template, languages, clock: systemClock })
  return { ...channel, perSecond: 1_000 }
}
