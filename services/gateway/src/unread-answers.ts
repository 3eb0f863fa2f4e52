import type { Duplex } from 'node:stream'

/**
 * Answers whether the other side has left so much of what we sent unread that the buffers are full. If that lasts for `timeoutMs`, the
 * connection ends; if it reads all of it, `onDrain` is called.
 */
export function watchUnread(socket: Duplex, timeoutMs: number, onDrain: () => void): () => boolean {
  let unread = false
  return () => {
    if (unread || !socket.writableNeedDrain) return unread
    unread = true
    const late = () => socket.destroy(new Error(`our answers were unread for ${timeoutMs} ms`))
    const timer = setTimeout(late, timeoutMs).unref()
    socket.once('drain', () => {
      clearTimeout(timer)
      unread = false
      onDrain()
    })
    return true
  }
}
