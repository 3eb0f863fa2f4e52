import type { ChannelSettings, openPush } from '@jernih/herald'
import type { Settings } from './settings.ts'

/** The ways to people that the settings open. */
export function channelsOf(settings: Settings): ChannelSettings {
  const { SMTP_URL, MAIL_FROM, TELEGRAM_BOT_TOKEN, TELEGRAM_API_ROOT, WEBHOOK_SECRET } = settings
  const { WHATSAPP_TOKEN, WHATSAPP_PHONE_NUMBER_ID } = settings
  return {
    email: SMTP_URL !== undefined && MAIL_FROM !== undefined ? { url: SMTP_URL, from: MAIL_FROM } : null,
    telegram:
      TELEGRAM_BOT_TOKEN !== undefined ? { token: TELEGRAM_BOT_TOKEN, apiRoot: TELEGRAM_API_ROOT } : null,
    whatsapp:
      WHATSAPP_TOKEN !== undefined && WHATSAPP_PHONE_NUMBER_ID !== undefined
        ? {
            token: WHATSAPP_TOKEN,
            phoneNumberId: WHATSAPP_PHONE_NUMBER_ID,
            apiRoot: settings.WHATSAPP_API_ROOT,
            template: settings.WHATSAPP_TEMPLATE,
            languages: { id: settings.WHATSAPP_LANGUAGE_ID, en: settings.WHATSAPP_LANGUAGE_EN },
          }
        : null,
    webhook: WEBHOOK_SECRET !== undefined ? { secret: WEBHOOK_SECRET } : null,
  }
}

/** Web Push, which needs no setting: its keys are made at the first start. */
export function pushOf(
  settings: Settings,
): Pick<Parameters<typeof openPush>[0], 'directory' | 'contact' | 'services'> {
  const { JERNIH_DATA_DIR: directory, PUSH_CONTACT, MAIL_FROM, PUSH_SERVICES: services = [] } = settings
  const sender = /[^\s<>]+@[^\s<>]+/.exec(MAIL_FROM ?? '')?.[0]
  return { directory, services, contact: PUSH_CONTACT ?? `mailto:${sender ?? 'jernih@example.org'}` }
}
