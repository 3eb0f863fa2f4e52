import { startHttp } from './http.ts'

export const token = '123456:a-token-for-tests'

interface Sent {
  chat_id: number
  text: string
  reply_markup?: { inline_keyboard: { text: string; callback_data: string }[][] }
}

/**
 * A stand-in for the Bot API, as strict as it: it takes POSTs with JSON to methods that it knows under the bot's token, holds
 * `getUpdates` open, and repeats an update until the one after it is asked for. A chat of 403 has blocked the bot.
 */
export async function startTelegram() {
  const sent: Sent[] = []
  const answered: { callback_query_id: string; text: string }[] = []
  const updates: { update_id: number; callback_query: object }[] = []
  const polls: (() => void)[] = []
  let tooMany: number | null = null
  const server = await startHttp(async (request, body, response) => {
    const say = (status: number, answer: object) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
    const refuse = (code: number, description: string, more: object = {}) =>
      say(code, { ok: false, error_code: code, description, ...more })
    const [, bot, method] = (request.url ?? '').split('/')
    if (bot !== `bot${token}`) return refuse(401, 'Unauthorized')
    if (request.method !== 'POST' || !request.headers['content-type']?.startsWith('application/json'))
      return refuse(400, 'Bad Request: expected JSON')
    const call = JSON.parse(body || '{}')
    switch (method) {
      case 'sendMessage': {
        if (tooMany !== null)
          return refuse(429, 'Too Many Requests', { parameters: { retry_after: tooMany } })
        if (call.chat_id === 403) return refuse(403, 'Forbidden: bot was blocked by the user')
        if (typeof call.chat_id !== 'number') return refuse(400, 'Bad Request: chat not found')
        if (typeof call.text !== 'string' || call.text.length > 4_096)
          return refuse(400, 'Bad Request: message is too long')
        sent.push(call)
        return say(200, {
          ok: true,
          result: { message_id: sent.length, date: 0, chat: { id: call.chat_id } },
        })
      }
      case 'getUpdates': {
        const waiting = () => updates.filter(({ update_id }) => update_id >= (call.offset ?? 0))
        if (waiting().length === 0) await new Promise<void>((resolve) => polls.push(resolve))
        return say(200, { ok: true, result: waiting() })
      }
      case 'answerCallbackQuery':
        answered.push(call)
        return say(200, { ok: true, result: true })
      default:
        return refuse(404, 'Not Found')
    }
  })
  return {
    ...server,
    sent,
    answered,
    /** From now on it has had too many, for so many seconds; null: no longer. */
    refuseFor(seconds: number | null) {
      tooMany = seconds
    },
    press(data: string, from: number) {
      const id = updates.length + 1
      updates.push({ update_id: id, callback_query: { id: `${id}`, from: { id: from }, data } })
      for (const resume of polls.splice(0)) resume()
    },
  }
}
