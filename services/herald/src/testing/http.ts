import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An HTTP server on port 0; `answer` gets each request with its body. */
export async function startHttp(
  answer: (request: IncomingMessage, body: string, response: ServerResponse) => void | Promise<void>,
) {
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => null)
    // Cut off in the middle: it was not a request.
    if (body !== null) await answer(request, body, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
