import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  id: string
  to: string
  key: string
  subject: string
  body: string
}

/** A real SMTP server on port 0 that keeps what it accepts. Recipients that begin with `gone` it refuses with 550. */
export async function startSmtp(port = 0) {
  const mails: Mail[] = []
  const server = new SMTPServer({
    authOptional: true,
    closeTimeout: 100,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      if (!address.startsWith('gone')) return done()
      done(Object.assign(new Error('no such mailbox'), { responseCode: 550 }))
    },
    onData(stream, session, done) {
      text(stream).then(
        (source) => {
          mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', ...read(source) })
          done()
        },
        // Cut off in the middle: it was not accepted.
        (error) => done(error),
      )
    },
  })
  server.on('error', () => undefined)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const { port: own } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${own}`,
    port: own,
    mails,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

function read(source: string): Omit<Mail, 'to'> {
  const [head = '', ...body] = source.split('\r\n\r\n')
  const header = (name: string) =>
    new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'mi').exec(head)?.[1]?.replaceAll(/\r\n[ \t]/g, '') ?? ''
  return {
    id: header('Message-ID'),
    key: decodeURIComponent(header('X-Jernih-Key')),
    subject: decoded(header('Subject')),
    body: body.join('\r\n\r\n'),
  }
}

/** RFC 2047, of the kind that nodemailer writes. */
function decoded(text: string): string {
  return text.replaceAll(/=\?UTF-8\?Q\?(.*?)\?=\s*/gi, (_, word: string) =>
    decodeURIComponent(word.replaceAll('_', ' ').replaceAll('=', '%')),
  )
}
