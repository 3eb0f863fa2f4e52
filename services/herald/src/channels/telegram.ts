import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '@jernih/runtime'
import { Api, GrammyError } from 'grammy'
import type { Channel, Outcome } from '../channel.ts'

type Signal = Parameters<Api['getUpdates']>[1]
type Update = Awaited<ReturnType<Api['getUpdates']>>[number]

const timeLimitSeconds = 20
const pollSeconds = 15
const pollAgainMs = 3_000
/** What one message may hold, in UTF-16 units. */
const longestText = 4_096

/**
 * A bot's messages, with a button that acknowledges. `apiRoot` is another server that speaks the Bot API. Telegram knows no key of ours,
 * so a repeat is known by the reference in its text.
 */
export function openTelegram(given: { token: string; apiRoot: string; log: Log }): Channel {
  const { token, apiRoot, log } = given
  const api = new Api(token, { apiRoot, timeoutSeconds: timeLimitSeconds })
  const closing = new AbortController()
  let listening = Promise.resolve()

  async function listen(answer: Parameters<NonNullable<Channel['listen']>>[0]): Promise<void> {
    let offset = 0
    while (!closing.signal.aborted) {
      try {
        const updates = await api.getUpdates(
          { offset, timeout: pollSeconds, allowed_updates: ['callback_query'] },
          closing.signal as Signal,
        )
        for (const update of updates) {
          await hear(update, answer)
          // Telegram sends it again until it is asked for the one after it.
          offset = update.update_id + 1
        }
      } catch (error) {
        if (closing.signal.aborted) return
        log.warn(
          { reason: reasonOf(error) },
          'Telegram cannot be asked who pressed a button, and is asked again',
        )
        await sleep(pollAgainMs, undefined, { signal: closing.signal }).catch(() => undefined)
      }
    }
  }

  async function hear(
    { callback_query: press }: Update,
    answer: Parameters<NonNullable<Channel['listen']>>[0],
  ) {
    const row = /^ack:(\d+)$/.exec(press?.data ?? '')?.[1]
    if (!press || row === undefined) return
    const text = await answer({ row: Number(row), from: `${press.from.id}` })
    // An old press can no longer be answered; that it acknowledged stands all the same.
    await api
      .answerCallbackQuery(press.id, { text, show_alert: true })
      .catch((error) => log.info({ reason: reasonOf(error) }, 'a press of a button was not answered'))
  }

  return {
    name: 'telegram',
    perSecond: 25,
    atOnce: 8,
    async send({ address, message, acknowledge }, signal) {
      const text = message.text.slice(0, longestText)
      const button = acknowledge && { text: acknowledge.label, callback_data: `ack:${acknowledge.row}` }
      try {
        await api.sendMessage(
          Number(address),
          text,
          button ? { reply_markup: { inline_keyboard: [[button]] } } : {},
          signal as Signal,
        )
        return { status: 'sent' }
      } catch (error) {
        return error instanceof GrammyError ? outcomeOf(error) : { status: 'later', reason: reasonOf(error) }
      }
    },
    listen(answer) {
      listening = listen(answer)
    },
    async close() {
      closing.abort()
      await listening
    },
  }
}

/** Without the error's cause, which has the token in it. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Of this chat or this message: 400 and 403. Of us, or of nothing in particular: all else, such as a token that is no longer good. */
function outcomeOf({ error_code: code, description, parameters }: GrammyError): Outcome {
  const reason = `${code}: ${description}`
  if (code === 400 || code === 403) return { status: 'refused', reason }
  const { retry_after: seconds } = parameters
  return { status: 'later', reason, ...(seconds !== undefined && { afterMs: seconds * 1_000 }) }
}
