import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What a store may do instead of its work; the last three did it, and only the answer is spoilt or late. */
export type Fault =
  | 'refuses connections'
  | 'hangs'
  | 'answers 500'
  | 'answers 429 with Retry-After'
  | 'answers 401'
  | 'is slow'
  | 'answers by half a status line'
  | 'closes in the middle of its answer'

export interface FaultProxy {
  readonly url: string
  /** Requests that met the fault since it began; none of refused connections, which nobody sees. */
  met(): number
  /** Has this fault from now on. */
  begin(fault: Fault): Promise<void>
  /** Forwards again, and first what was left hanging. */
  heal(): Promise<void>
  close(): Promise<void>
}

interface Call {
  incoming: IncomingMessage
  body: Buffer
  response: ServerResponse
}

/** How late a slow answer is, in ms. */
const slowMs = 1_500

/** Stands before a real InfluxDB and forwards to it, until told to have a fault. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let fault: Fault | null = null
  let met = 0
  let hanging: Call[] = []
  const server = createServer(async (incoming, response) => {
    const body = await buffer(incoming).catch(() => null)
    if (body === null) return
    const call = { incoming, body, response }
    if (fault === null) return forward(call)
    met++
    spoil(call, fault)
  })
  const port = await listen(0)

  async function listen(on: number): Promise<number> {
    server.listen(on, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  function spoil(call: Call, by: Fault): void {
    const { response } = call
    switch (by) {
      case 'refuses connections':
        response.destroy()
        break
      case 'hangs':
        hanging.push(call)
        break
      case 'answers 500':
        response.writeHead(500).end('{"error":"engine: cache maximum memory size exceeded"}')
        break
      case 'answers 429 with Retry-After':
        response.writeHead(429, { 'retry-after': '1' }).end()
        break
      case 'answers 401':
        response.writeHead(401).end('{"error":"authorization failed"}')
        break
      case 'is slow':
        setTimeout(() => forward(call), slowMs)
        break
      case 'answers by half a status line':
        forward(call, () => response.socket?.end('HTTP/1.1 20'))
        break
      case 'closes in the middle of its answer':
        forward(call, () => {
          response.writeHead(200, { 'content-length': '100' }).write('{"results":[')
          setImmediate(() => response.destroy())
        })
    }
  }

  /** Lets InfluxDB do it, and hands its answer on as it is, unless `answer` gives another. */
  function forward({ incoming, body, response }: Call, answer?: () => void): void {
    const { method = 'GET', headers } = incoming
    const outgoing = request(new URL(incoming.url ?? '/', target), { method, headers }, async (answered) => {
      const text = await buffer(answered)
      if (answer) answer()
      else response.writeHead(answered.statusCode ?? 502, answered.headers).end(text)
    })
    outgoing.on('error', () => response.destroy())
    outgoing.end(body)
  }

  function shut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    return closed
  }

  return {
    url: `http://127.0.0.1:${port}`,
    met: () => met,
    async begin(next) {
      fault = next
      met = 0
      if (next === 'refuses connections') await shut()
    },
    async heal() {
      fault = null
      for (const call of hanging) forward(call)
      hanging = []
      if (!server.listening) await listen(port)
    },
    close: shut,
  }
}
