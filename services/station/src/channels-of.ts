import type { ChannelSettings } from '@jernih/herald'
import type { Settings } from './settings.ts'

/** The ways to people that the settings open. */
export function channelsOf(settings: Settings): ChannelSettings {
  const { SMTP_URL, MAIL_FROM, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, WEBHOOK_SECRET } = settings
  return {
    email: SMTP_URL !== undefined && MAIL_FROM !== undefined ? { url: SMTP_URL, from: MAIL_FROM } : null,
    telegram:
      TELEGRAM_BOT_TOKEN !== undefined ? { token: TELEGRAM_BOT_TOKEN, apiRoot: TELEGRAM_API_ROOT } : null,
    webhook: WEBHOOK_SECRET !== undefined ? { secret: WEBHOOK_SECRET } : null,
  }
}
