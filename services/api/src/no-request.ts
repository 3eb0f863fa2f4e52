import type { Duplex } from 'node:stream'
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
  // The link broke, or an answer is on its way that this one would garble.
  if (!socket.writable || error.code === 'ECONNRESET' || answering(socket)) return void socket.destroy()
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

/** Whether Node has begun an answer on this socket; it keeps the answer there under this name. */
function answering(socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean {
  return socket._httpMessage?.headersSent ?? false
}
