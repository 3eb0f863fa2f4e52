import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A place in the talk of a client with its server, such as `> RCPT TO:<…>`: just after that was passed on. */
export type Place = string

const mostLines = 5

export interface CuttingProxy {
  readonly port: number
  /**
   * Calls `cut` at the `n`th place from now on, counted from 1, and lets nothing through after it: as a connection is accepted, and then
   * after each line or half of a packet that was passed on, either way.
   */
  cutAt(n: number, cut: () => void): void
  /** Where it cut; null where it has not come so far. Counts no longer. */
  disarm(): Place | null
  /** Ends the connections by which something was sent, so that the next message needs a new one. */
  letGo(): void
  close(): Promise<void>
}

/** Stands before a server on loopback and passes on bytes. Connections on which `isAside` holds for what came first count for nothing. */
export async function startCuttingProxy(
  target: number,
  isAside: (first: string) => boolean = () => false,
): Promise<CuttingProxy> {
  const connections = new Set<{ client: Socket; aside: boolean }>()
  let armed: { left: number; cut: () => void } | null = null
  let cutAt: Place | null = null

  /** Whether it may go on from there. */
  function pass(place: Place): boolean {
    if (cutAt !== null) return false
    if (armed === null || --armed.left > 0) return true
    cutAt = place
    armed.cut()
    return false
  }

  const listening = createServer((client) => {
    const isCounted = armed !== null
    if (isCounted && !pass('a connection is accepted')) return void client.destroy()
    const server = connect(target, '127.0.0.1')
    const connection = { client, aside: false }
    connections.add(connection)
    const forward = (mark: string, from: Socket, to: Socket) => {
      from.on('data', (packet: Buffer) => {
        if (mark === '>' && isAside(packet.toString('latin1'))) connection.aside = true
        if (!isCounted || connection.aside) return void to.write(packet)
        for (const piece of piecesOf(packet)) {
          if (cutAt !== null) return
          to.write(piece.bytes)
          pass(`${mark} ${piece.name}`)
        }
      })
      from.on('error', () => to.destroy())
      from.on('close', () => {
        to.destroy()
        connections.delete(connection)
      })
    }
    forward('>', client, server)
    forward('<', server, client)
  })
  listening.listen(0, '127.0.0.1')
  await once(listening, 'listening')

  return {
    port: (listening.address() as AddressInfo).port,
    cutAt(n, cut) {
      armed = { left: n, cut }
    },
    disarm() {
      const place = cutAt
      armed = null
      cutAt = null
      return place
    },
    letGo() {
      for (const { client, aside } of connections) if (!aside) client.destroy()
    },
    async close() {
      for (const { client } of connections) client.destroy()
      const closed = once(listening, 'close')
      listening.close()
      await closed
    },
  }
}

/** A conversation line by line; what is longer, such as a whole message, in halves. */
function piecesOf(packet: Buffer): { name: string; bytes: Buffer }[] {
  const lines = packet.toString('latin1').split(/(?<=\r\n)/)
  const [first = ''] = lines
  if (lines.length > 1 && lines.length <= mostLines)
    return lines.map((line) => ({ name: line.trimEnd(), bytes: Buffer.from(line, 'latin1') }))
  const half = packet.length >> 1
  return [
    { name: `half of ${first.trimEnd()}`, bytes: packet.subarray(0, half) },
    { name: first.trimEnd(), bytes: packet.subarray(half) },
  ]
}
