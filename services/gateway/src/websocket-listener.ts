import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws'
import { askForCertificate, type Listener, type ListenerOptions, listen } from './listener.ts'

/** The names of MQTT over WebSocket: 3.1.1 (section 6.0) and 3.1. */
const protocols = ['mqtt', 'mqttv3.1']
/** The path that MQTT's clients ask for. */
const path = '/mqtt'
/** Close code of RFC 6455 section 7.4.1 for who speaks another protocol. */
const protocolError = 1002
/** A request that is no WebSocket yet. */
const bounds = { headersTimeout: 10_000, requestTimeout: 10_000, maxHeaderSize: 16_384 }

/**
 * MQTT over WebSocket at `/mqtt`, with `certificate` over TLS. A WebSocket message longer than `messageBytes` ends its connection, since all
 * of it would be held before MQTT sees any.
 */
export async function openWebSocketListener(
  options: ListenerOptions & { messageBytes: number },
): Promise<Listener> {
  const { certificate, log } = options
  const server = certificate
    ? createTlsServer({ ...bounds, ...askForCertificate, ...certificate.current() })
    : createServer(bounds)
  server.on('request', (_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket', connection: 'close' })
    response.end(`expected an MQTT client, which asks for a WebSocket at ${path}\n`)
  })
  const sockets = new WebSocketServer({
    server,
    path,
    maxPayload: options.messageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => protocols.find((name) => offered.has(name)) ?? false,
  })
  // It repeats the server's errors, which are heard there.
  sockets.on('error', () => {})
  sockets.on('connection', (socket: WebSocket, { socket: connection }) => {
    if (socket.protocol === '') {
      socket.close(protocolError, 'expected the subprotocol mqtt')
      return
    }
    const stream = createWebSocketStream(socket)
    stream.on('error', (error) => log.debug({ error }, 'a WebSocket broke'))
    options.onConnection(stream, connection)
  })
  const listener = await listen(server, options)
  return {
    port: listener.port,
    close() {
      sockets.close()
      const closed = listener.close()
      server.closeIdleConnections()
      return closed
    },
  }
}
