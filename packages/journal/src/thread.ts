import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'

/** A worker thread that answers requests in order. Started by the first of them, and anew after it ended unexpectedly. */
export interface Thread<Request, Reply> {
  /** Rejects when the thread ends before it answered. */
  ask(request: Request): Promise<Reply>
  /** Takes an answer that has come, without waiting for the event loop to bring it. Costs next to nothing when there is none. */
  poll(): void
  close(): Promise<void>
}

/** What the thread's script is given: see serveThread. */
export interface Seat {
  port: MessagePort
  /** Counts the answers, in memory that both sides see. */
  answers: Int32Array<SharedArrayBuffer>
  given: unknown
}

export interface Question<Request> {
  id: number
  request: Request
}

export interface Answer<Reply> {
  id: number
  reply: Reply
}

interface Running<Request> {
  ask(question: Question<Request>): void
  poll(): void
  /** Resolves once the thread is gone. */
  end(): Promise<void>
}

export function createThread<Request, Reply>(script: URL, given: unknown): Thread<Request, Reply> {
  const waiting = new Map<number, PromiseWithResolvers<Reply>>()
  let running: Running<Request> | null = null
  let closed = false
  let id = 0

  function start(): Running<Request> {
    const { port1: port, port2 } = new MessageChannel()
    const answers = new Int32Array(new SharedArrayBuffer(4))
    const workerData: Seat = { port: port2, answers, given }
    const worker = new Worker(script, { workerData, transferList: [port2] })
    let failure = new Error('the thread ended')
    let taken = 0

    function take({ id: answered, reply }: Answer<Reply>): void {
      taken++
      const call = waiting.get(answered)
      waiting.delete(answered)
      call?.resolve(reply)
    }

    port.on('message', take)
    worker.on('error', (error) => {
      failure = error as Error
    })
    worker.on('exit', () => {
      running = null
      port.close()
      for (const call of waiting.values()) call.reject(failure)
      waiting.clear()
    })
    return {
      ask: (question) => port.postMessage(question),
      poll() {
        if (Atomics.load(answers, 0) === taken) return
        const received = receiveMessageOnPort(port)
        if (received) take(received.message)
      },
      async end() {
        const exit = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
        port.postMessage('close')
        await exit
      },
    }
  }

  return {
    ask(request) {
      if (closed) return Promise.reject(new Error('the thread is closed'))
      running ??= start()
      const call = Promise.withResolvers<Reply>()
      waiting.set(id, call)
      running.ask({ id, request })
      id++
      return call.promise
    },
    poll: () => running?.poll(),
    async close() {
      closed = true
      await running?.end()
    },
  }
}
