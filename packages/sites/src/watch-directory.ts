import type { Closable, Log } from '@jernih/runtime'
import { watch } from 'chokidar'

/** An editor writes a file in several steps: quiet for so long, and it is done. */
const quietMs = 150

/**
 * Calls `onChange` after the directory's files have changed and come to rest, never twice at a time. What it throws is logged.
 * Watches before it resolves; closing waits for a call under way.
 */
export async function watchDirectory(
  directory: string,
  { onChange, log }: { onChange: () => Promise<void>; log: Log },
): Promise<Closable> {
  const watcher = watch(directory, { ignoreInitial: true, depth: 0 })
  let timer: NodeJS.Timeout | undefined
  let running = Promise.resolve()

  watcher.on('error', (error) => log.error({ error, directory }, 'watching the directory failed'))
  await new Promise<void>((resolve) => watcher.once('ready', resolve))
  watcher.on('all', () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running = running.then(onChange).catch((error: unknown) => {
        log.error({ error, directory }, 'a change of the directory could not be taken up')
      })
    }, quietMs)
  })

  return {
    async close() {
      await watcher.close()
      clearTimeout(timer)
      await running
    },
  }
}
