import { workerData } from 'node:worker_threads'
import type { Question, Seat } from './thread.ts'

/** What the thread was started with. */
export function given<T>(): T {
  return (workerData as Seat).given as T
}

/** The script's side of a thread: answers each request, in order, until it is asked to close. */
export function serveThread<Request, Reply>(answer: (request: Request) => Reply, close: () => void): void {
  const { port, answers } = workerData as Seat
  port.on('message', (message: Question<Request> | 'close') => {
    if (message === 'close') {
      close()
      port.close()
      return
    }
    port.postMessage({ id: message.id, reply: answer(message.request) })
    Atomics.add(answers, 0, 1)
  })
}
