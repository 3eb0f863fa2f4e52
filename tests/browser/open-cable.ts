import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Between a browser and a station, to be cut and mended. */
export interface Cable {
  /** Where the station answers through it. */
  readonly url: string
  /** Ends every connection, and each new one until it is mended. */
  cut(): void
  mend(): void
  close(): Promise<void>
}

/** `port` is the station's, on loopback. */
export async function openCable(port: number): Promise<Cable> {
  const ends = new Set<Socket>()
  let isCut = false
  const hold = (socket: Socket) => {
    ends.add(socket)
    socket.on('error', () => {}).on('close', () => ends.delete(socket))
  }
  const drop = () => {
    for (const socket of ends) socket.destroy()
  }
  const server = createServer((near) => {
    if (isCut) {
      near.destroy()
      return
    }
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      hold(one)
      one.pipe(other)
      one.on('close', () => other.destroy())
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      drop()
    },
    mend() {
      isCut = false
    },
    async close() {
      drop()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
