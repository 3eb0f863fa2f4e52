import type { X509Certificate } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'
import { type Certificate, type Closable, keepCertificate, type Log } from '@jernih/runtime'

/** A port that devices connect to. */
export interface Listener extends Closable {
  readonly port: number
  /** Takes no more connections; ends none. */
  close(): Promise<void>
}

export interface ListenerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** MQTT over TLS (1.2 or newer); null takes plain connections. */
  certificate: Certificate | null
  connections: number
  /** With each connection, once it can carry MQTT, and the socket below it, which is the same where nothing lies between. */
  onConnection(stream: Duplex, socket: Socket): void
  /** A connection beyond `connections` was turned away. */
  onDrop(): void
  log: Log
}

/**
 * Asks each client for a certificate and takes whatever it shows, or none: no authority vouches for devices here, their accounts do, once
 * CONNECT has come. That it holds the key to what it shows, TLS itself has made sure of.
 */
export const askForCertificate = { requestCert: true, rejectUnauthorized: false }

/** What the client at the other end showed; null where it showed none, or there is no TLS. */
export function certificateOf(socket: Socket): X509Certificate | null {
  return (socket instanceof TLSSocket && socket.getPeerX509Certificate()) || null
}

/** A TLS handshake that takes longer is ended, in ms. */
const handshakeTimeout = 10_000

export async function openListener(options: ListenerOptions): Promise<Listener> {
  const { certificate, log } = options
  const sockets = { noDelay: true, keepAlive: true }
  const secure =
    certificate &&
    createTlsServer({ ...sockets, ...askForCertificate, ...certificate.current(), handshakeTimeout })
  const server: Server = secure ?? createServer(sockets)
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) =>
    options.onConnection(socket, socket),
  )
  secure?.on('tlsClientError', (error) => log.debug({ error }, 'a TLS handshake failed'))
  return listen(server, options)
}

/** Beyond the connections that are held: for those that are on their way out, so that a newcomer is looked at before it is turned away. */
const spare = 256

/** Opens the port of `server`, which shows each new certificate as it comes. */
export function listen(server: Server, options: ListenerOptions): Promise<Listener> {
  const { host, port, certificate, log } = options
  server.maxConnections = options.connections + spare
  server.on('drop', options.onDrop)
  const stopKeeping = keepCertificate(server, certificate)
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      stopKeeping()
      reject(error)
    }
    server.once('error', fail)
    server.listen(port, host, () => {
      server.off('error', fail)
      server.on('error', (error) => log.error({ error, port }, 'an MQTT port failed'))
      const address = server.address()
      resolve({
        port: typeof address === 'object' && address !== null ? address.port : port,
        close() {
          stopKeeping()
          return new Promise((closed) => server.close(() => closed()))
        },
      })
    })
  })
}
