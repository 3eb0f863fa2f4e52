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

/** Answers bytes that no request could be made of, as all refusals are answered, and ends their connection. */
export function refuseBytes(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Else the link broke, or TLS did; or an answer is on its way that this one would garble.
  const fromParser = /^(HPE_|ERR_HTTP_)/.test(error.code ?? '')
  if (!fromParser || !socket.writable || answering(socket)) return void socket.destroy()
  const { status, detail } = found[error.code ?? ''] ?? noHttp
  const body = JSON.stringify(createProblem(status, detail))
  const head = [
    `HTTP/1.1 ${status} Refused`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
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
