import type { Clock, Log } from '@jernih/runtime'
import type { Channel } from './channel.ts'
import type { WhatsappSettings } from './channels/whatsapp.ts'

export interface ChannelSettings {
  email: { url: string; from: string } | null
  telegram: { token: string; apiRoot: string } | null
  whatsapp: WhatsappSettings | null
  webhook: { secret: string } | null
}

/** The channels that are set; what another would need is not even loaded. */
export async function openChannels(
  settings: ChannelSettings,
  given: { clock: Clock; log: Log },
): Promise<Channel[]> {
  const { email, telegram, whatsapp, webhook } = settings
  return Promise.all([
    ...(email ? [import('./channels/email.ts').then(({ openEmail }) => openEmail(email))] : []),
    ...(telegram
      ? [import('./channels/telegram.ts').then(({ openTelegram }) => openTelegram({ ...telegram, ...given }))]
      : []),
    ...(whatsapp
      ? [import('./channels/whatsapp.ts').then(({ openWhatsapp }) => openWhatsapp({ ...whatsapp, ...given }))]
      : []),
    ...(webhook
      ? [import('./channels/webhook.ts').then(({ openWebhook }) => openWebhook({ ...webhook, ...given }))]
      : []),
  ])
}
