import { createTransport } from 'nodemailer'
import type { Channel, Outcome } from '../channel.ts'
import { deliveryId } from '../delivery-id.ts'

const timeLimits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 }

interface SmtpError extends Error {
  code?: string
  command?: string
  responseCode?: number
}

/**
 * Mail by an SMTP server, `smtp://user:password@host:587` or `smtps://…`. The Message-ID comes from the key, so that mail programs know
 * a repeat.
 */
export function openEmail({ url, from }: { url: string; from: string }): Channel {
  const transport = createTransport({ url, pool: true, maxConnections: 2, ...timeLimits })
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'jernih.invalid'
  return {
    name: 'email',
    perSecond: 30,
    atOnce: 2,
    async send({ key, address, message }, closing) {
      const sending = transport
        .sendMail({
          from,
          to: address,
          messageId: `<${deliveryId(key)}@${domain}>`,
          subject: message.title,
          text: message.text,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Jernih-Key': encodeURIComponent(key) },
        })
        .then((): Outcome => ({ status: 'sent' }), outcomeOf)
      return Promise.race([sending, closed(closing)])
    },
    async close() {
      transport.close()
    },
  }
}

/** What the server says of this recipient or this message is final; what it says of us, or does not say, is not. */
function outcomeOf({ message, command, responseCode = 0 }: SmtpError): Outcome {
  const isOurs = command !== 'RCPT TO' && command !== 'DATA'
  return responseCode >= 500 && !isOurs
    ? { status: 'refused', reason: message }
    : { status: 'later', reason: message }
}

function closed(closing: AbortSignal): Promise<Outcome> {
  const outcome: Outcome = { status: 'later', reason: 'it closed meanwhile' }
  if (closing.aborted) return Promise.resolve(outcome)
  return new Promise((resolve) => closing.addEventListener('abort', () => resolve(outcome), { once: true }))
}
