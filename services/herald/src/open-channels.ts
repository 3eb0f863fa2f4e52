import type { Clock, Log } from '@jernih/runtime'
import type { Channel } from './channel.ts'

export interface ChannelSettings {
  email: { url: string; from: string } | null
  telegram: { token: string; apiRoot: string } | null
  webhook: { secret: string } | null
}

/** The channels that are set; what another would need is not even loaded. */
export async function openChannels(
  settings: ChannelSettings,
  given: { clock: Clock; log: Log },
): Promise<Channel[]> {
  const { email, telegram, webhook } = settings
  return Promise.all([
    ...(email ? [import('./channels/email.ts').then(({ openEmail }) => openEmail(email))] : []),
    ...(telegram
      ? [import('./channels/telegram.ts').then(({ openTelegram }) => openTelegram({ ...telegram, ...given }))]
      : []),
    ...(webhook
      ? [import('./channels/webhook.ts').then(({ openWebhook }) => openWebhook({ ...webhook, ...given }))]
      : []),
  ])
}
