import { connect, type Socket } from 'node:net'
import { createTransport } from 'nodemailer'
import type { SMTPTransportGetSocket } from 'nodemailer/lib/smtp-transport'
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
  const sockets = new Set<Socket>()

  /** Ours, so that they can be let go. */
  const getSocket: SMTPTransportGetSocket = ({ host, port, secure }, done) => {
    const socket = connect({ host: host ?? 'localhost', port: Number(port ?? (secure ? 465 : 587)) })
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', (error) => done(error))
    socket.setTimeout(timeLimits.connectionTimeout, () => socket.destroy(new Error('no connection in time')))
    socket.once('connect', () => {
      socket.setTimeout(0).removeAllListeners('error')
      done(null, { connection: socket })
      socket.on('error', () => undefined)
    })
  }

  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    // Trying again is the outbox's affair.
    maxRequeues: 0,
    ...timeLimits,
    getSocket,
  })
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'jernih.invalid'
  return {
    name: 'email',
    perSecond: 30,
    atOnce: 2,
    async send({ key, address, message }, closing) {
      const closed = Promise.withResolvers<Outcome>()
      const close = () => closed.resolve({ status: 'later', reason: 'it closed meanwhile' })
      closing.addEventListener('abort', close)
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
      return Promise.race([sending, closed.promise]).finally(() =>
        closing.removeEventListener('abort', close),
      )
    },
    async close() {
      transport.close()
      // The pool would wait for a server that says nothing.
      for (const socket of sockets) socket.destroy()
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
