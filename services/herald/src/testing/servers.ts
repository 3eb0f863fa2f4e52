import { startHttp } from './http.ts'
import { startSmtp } from './smtp.ts'
import { startTelegram } from './telegram.ts'
import { startWhatsapp } from './whatsapp.ts'

export const servedWays = ['email', 'telegram', 'whatsapp', 'webhook'] as const
export type ServedWay = (typeof servedWays)[number]

/** Where the webhooks' server takes each message at the second time only. */
export const busyPath = '/busy'

/** A message as it came to the server of a way. */
export interface Came {
  /** By which a repeat is known: of Telegram, which takes no key, the reference in the text. */
  key: string
  /** What must be the same when it comes again. */
  same: string
  /** The transition that its text refers to; empty where it gathers several. */
  about: string
}

/** Where a way's messages arrive, on port 0. */
export interface WayServer {
  url: string
  /** In the order of their coming. */
  came(): Came[]
  close(): Promise<void>
}

/** The server of a way, which takes what comes; for e-mail a real one, for the others a stand-in. */
export async function startServer(way: ServedWay): Promise<WayServer> {
  switch (way) {
    case 'email': {
      const { url, mails, close } = await startSmtp()
      const came = () =>
        mails.map(({ key, id, to, subject, body }) => message(key, `${id} ${to} ${subject}\n${body}`, body))
      return { url, close, came }
    }
    case 'telegram': {
      const { url, sent, close } = await startTelegram()
      const came = () =>
        sent.map(({ chat_id, text }) => message(referenceIn(text), `${chat_id} ${text}`, text))
      return { url, close, came }
    }
    case 'whatsapp': {
      const { apiRoot, sent, close } = await startWhatsapp()
      return {
        url: apiRoot,
        close,
        came: () => sent.map(({ key, to, text }) => message(key, `${to} ${text}`, text)),
      }
    }
    case 'webhook': {
      const calls: Came[] = []
      const refused = new Set<string>()
      const { url, close } = await startHttp((request, body, response) => {
        const { key, text } = JSON.parse(body) as { key: string; text: string }
        if (request.url === busyPath && !refused.has(key)) {
          refused.add(key)
          return void response.writeHead(503).end()
        }
        calls.push(message(key, `${request.headers['webhook-id']} ${body}`, text))
        response.end()
      })
      return { url, close, came: () => calls }
    }
  }
}

function message(key: string, same: string, text: string): Came {
  return { key, same, about: referenceIn(text) }
}

function referenceIn(text: string): string {
  return /Rujukan: (\S+)/.exec(text.replaceAll('=\r\n', ''))?.[1] ?? ''
}
