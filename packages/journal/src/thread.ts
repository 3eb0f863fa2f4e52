import { Worker } from 'node:worker_threads'

/** A worker thread that answers requests in order. Started by the first of them, and anew after it ended unexpectedly. */
export interface Thread<Request, Reply> {
  /** Rejects when the thread ends before it answered. */
  ask(request: Request): Promise<Reply>
  close(): Promise<void>
}

export function createThread<Request, Reply>(script: URL, workerData: unknown): Thread<Request, Reply> {
  const waiting = new Map<number, PromiseWithResolvers<Reply>>()
  let worker: Worker | null = null
  let closed = false
  let id = 0

  function start(): Worker {
    const started = new Worker(script, { workerData })
    let failure = new Error('the thread ended')
    started.on('message', (answer: { id: number; reply: Reply }) => {
      const call = waiting.get(answer.id)
      waiting.delete(answer.id)
      call?.resolve(answer.reply)
    })
    started.on('error', (error) => {
      failure = error as Error
    })
    started.on('exit', () => {
      worker = null
      for (const call of waiting.values()) call.reject(failure)
      waiting.clear()
    })
    return started
  }

  return {
    ask(request) {
      if (closed) return Promise.reject(new Error('the thread is closed'))
      worker ??= start()
      const call = Promise.withResolvers<Reply>()
      waiting.set(id, call)
      worker.postMessage({ id, request })
      id++
      return call.promise
    },
    async close() {
      closed = true
      if (worker === null) return
      const exit = new Promise((resolve) => worker?.once('exit', resolve))
      worker.postMessage('close')
      await exit
    },
  }
}
