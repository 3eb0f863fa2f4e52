import { systemClock } from '@jernih/runtime'
import type { Channel } from '../channel.ts'
import { openEmail } from '../channels/email.ts'
import { openWhatsapp } from '../channels/whatsapp.ts'
import { startSmtp } from './smtp.ts'
import { phoneNumberId, startWhatsapp, template, token } from './whatsapp.ts'

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

/** Its server; `came` answers the key of each message that came, and what must be the same when it comes again. */
export async function startServer(way: Way) {
  if (way === 'email') {
    const smtp = await startSmtp()
    return {
      url: smtp.url,
      close: smtp.close,
      came: () => smtp.mails.map(({ key, id }) => ({ key, same: id })),
    }
  }
  const whatsapp = await startWhatsapp()
  const came = () => whatsapp.sent.map(({ key, to, text }) => ({ key, same: `${to} ${text}` }))
  return { url: whatsapp.apiRoot, close: whatsapp.close, came }
}
