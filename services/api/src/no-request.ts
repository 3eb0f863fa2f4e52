import type { RequestListener, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { RequestError } from '@hono/node-server'
import { createProblem, type ProblemStatus } from './problem.ts'

/** What Node found wrong with the bytes of a request, by the code of its error. */
const found: Readonly<Record<string, { status: ProblemStatus; detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    detail: 'The address and the headers together have at most 16 KB here',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The extensions of a chunk are too long' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not come whole in time' },
}
const noHttp = { status: 400, detail: 'This is no HTTP/1.1 request' } as const

/** Has the server answer what Node would refuse without a word of why, or not answer at all, as all refusals are answered. */
export function refuseAloud(server: Server): void {
  server.on('clientError', refuseBytes)
  server.on('connect', (_, socket) => {
    // Node has let go of it, and listens to its errors no longer.
    socket.on('error', () => socket.destroy())
    refuseOnSocket(socket, 405, 'This is no proxy')
  })
  server.on('checkExpectation', (_, response: ServerResponse) =>
    refuse(response, 417, 'Nothing but 100-continue can be expected here'),
  )
}

/** As HTTP/1.1 asks, refuses a request of that version without a `Host`; an older one may lack it. */
export function withHost(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (request.headers.host !== undefined || request.httpVersion !== '1.1')
      return listener(request, response)
    refuse(response, 400, 'A request of HTTP/1.1 names its host, in the Host header')
  }
}

/** Bytes that no request could be made of. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Else the link broke, or TLS did.
  const fromParser = /^(HPE_|ERR_HTTP_)/.test(error.code ?? '')
  if (!fromParser || !socket.writable) return void socket.destroy()
  const { status, detail } = found[error.code ?? ''] ?? noHttp
  refuseOnSocket(socket, status, detail)
}

/** Ends the connection with it, or without where an answer is on its way that this one would garble. */
function refuseOnSocket(socket: Duplex, status: ProblemStatus, detail: string): void {
  if (answering(socket)) return void socket.destroy()
  const body = JSON.stringify(createProblem(status, detail))
  const head = Object.entries(headersOf(body)).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} Refused\r\n${head.join('')}\r\n${body}`, () => socket.destroy())
}

function refuse(response: ServerResponse, status: ProblemStatus, detail: string): void {
  const body = JSON.stringify(createProblem(status, detail))
  response.writeHead(status, headersOf(body)).end(body)
}

function headersOf(body: string) {
  return {
    Connection: 'close',
    'Content-Type': 'application/problem+json',
    'Content-Length': Buffer.byteLength(body),
  }
}

/** The same for a request whose address or `Host` means nothing. Whatever else fails is answered before it comes here. */
export function refuseRequest(error: unknown): Response {
  const problem =
    error instanceof RequestError
      ? createProblem(400, 'The Host header, or the address, means nothing')
      : createProblem(500, 'The answer could not be given')
  const headers = { 'content-type': 'application/problem+json' }
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** Whether Node has begun an answer on this socket; it keeps the answer there under this name. */
function answering(socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean {
  return socket._httpMessage?.headersSent ?? false
}
