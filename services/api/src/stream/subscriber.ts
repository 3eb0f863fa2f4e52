import type { Log } from '@jernih/runtime'
import type { Mail, Mailbox, SnapshotReason } from './mailbox.ts'
import type { Piece } from './piece.ts'

/** A client that takes nothing for so long is cut off. */
const stuckMs = 60_000

/** One client: what is posted to it waits in its mailbox until its socket asks for more. */
export interface Subscriber {
  stream: ReadableStream<Uint8Array>
  post(piece: Piece): void
  postSnapshot(reason: SnapshotReason): void
  beat(): void
  end(): void
}

export interface SubscriberOptions {
  mailbox: Mailbox
  /** Called when the client first asks for something, and once when it is gone. */
  onStart(subscriber: Subscriber): void
  onEnd(subscriber: Subscriber): void
  /** The event's bytes; null where it does not concern this client. */
  encode(mail: Mail): Promise<Uint8Array | null> | Uint8Array | null
  /** Asked with each heartbeat: whether the client's credentials still stand. */
  mayStay(): boolean
  /** Cuts the connection of a client that stopped reading. */
  cut(): void
  log: Log
}

export function createSubscriber(options: SubscriberOptions): Subscriber {
  const { mailbox, onStart, onEnd, encode, mayStay, cut, log } = options
  let started = false
  let ended = false
  /** The client is gone: its stream takes neither bytes nor an end. */
  let cancelled = false
  let lastTaken = performance.now()
  let wake: (() => void) | null = null

  /** The next event, as soon as there is one; null at the end. */
  async function next(): Promise<Uint8Array | null> {
    while (!ended) {
      const mail = mailbox.take()
      lastTaken = performance.now()
      const bytes = mail ? await encode(mail) : null
      if (bytes) return bytes
      if (!mail) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
    return null
  }

  const subscriber: Subscriber = {
    stream: new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          try {
            if (!started) onStart(subscriber)
            started = true
            const bytes = await next()
            if (cancelled) return
            if (bytes) controller.enqueue(bytes)
            else controller.close()
          } catch (error) {
            log.error({ error }, 'a stream failed')
            subscriber.end()
            controller.error(error)
          }
        },
        cancel() {
          cancelled = true
          subscriber.end()
        },
      },
      // Nothing is taken from the mailbox before the socket asks for it.
      { highWaterMark: 0 },
    ),
    post(piece) {
      mailbox.post(piece)
      wake?.()
    },
    postSnapshot(reason) {
      mailbox.postSnapshot(reason)
      wake?.()
    },
    beat() {
      const stuck = !mailbox.isEmpty() && performance.now() - lastTaken > stuckMs
      if (stuck || !mayStay()) subscriber.end()
      if (stuck) cut()
      mailbox.postHeartbeat()
      wake?.()
    },
    end() {
      if (ended) return
      ended = true
      onEnd(subscriber)
      wake?.()
    },
  }
  return subscriber
}
