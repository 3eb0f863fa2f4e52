export * from './servers.ts'
export * from './smtp.ts'
export { token as telegramToken } from './telegram.ts'
export { phoneNumberId, token as whatsappToken } from './whatsapp.ts'
