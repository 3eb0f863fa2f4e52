import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** What a write to `/write` is answered with; `hang` never answers, `drop` ends the connection. */
export type Answer = { status: number; retryAfter?: string; body?: string } | 'hang' | 'drop'

/** Answers as no real InfluxDB does when one wants it to. It keeps nothing, and says so when it is asked. */
export interface StandIn {
  url: string
  /** Every write's lines with its time of arrival in ms. */
  writes: { at: number; lines: string[] }[]
  /** The most writes that were under way together. */
  mostAtOnce(): number
  close(): Promise<void>
}

export async function startStandIn(answer: (lines: string[], nth: number) => Answer): Promise<StandIn> {
  const writes: StandIn['writes'] = []
  let underWay = 0
  let mostAtOnce = 0
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/query')) {
      response.end('{"results":[{}]}')
      return
    }
    mostAtOnce = Math.max(mostAtOnce, ++underWay)
    response.once('close', () => underWay--)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const lines = gunzipSync(Buffer.concat(chunks)).toString().split('\n')
      writes.push({ at: performance.now(), lines })
      reply(response, answer(lines, writes.length))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    writes,
    mostAtOnce: () => mostAtOnce,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function reply(response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return
  if (answer === 'drop') response.destroy()
  else {
    const { status, retryAfter, body = '' } = answer
    response.writeHead(status, retryAfter === undefined ? {} : { 'retry-after': retryAfter }).end(body)
  }
}
