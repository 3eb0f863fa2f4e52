import type { Clock } from '@jernih/runtime'
import type { Channel, Outcome } from '../channel.ts'
import type { Message } from '../message.ts'
import { fill, type Language, wordings } from '../wording.ts'
import { retryAfter } from './retry-after.ts'

export interface WhatsappSettings {
  token: string
  /** The sender's. */
  phoneNumberId: string
  /** With the version: `https://graph.facebook.com/v26.0`. */
  apiRoot: string
  /** An approved template, and the code under which it was approved in each language. */
  template: string
  languages: Readonly<Record<Language, string>>
}

const timeLimitMs = 20_000
/** Characters of both parameters: with the template's own text they stay below the 1,024 of a body. */
const longestParameters = 850
const longestTitle = 300
const separator = ' · '

/**
 * What is wrong with this recipient or this message, and with nothing else: the number is that of the sender (131021), has no WhatsApp
 * or blocked the sender (131026), is none of a test number's recipients (131030), is in a country that the sender may not write to
 * (130497), takes part in an experiment (130472) or has opted out (131050); free text is not allowed (131047), the text is too long
 * (132005) or ill-formed (132018). Source: Meta, WhatsApp Business Platform, Error codes.
 */
const refusals: ReadonlySet<number> = new Set([
  ...[130472, 130497, 131021, 131026, 131030, 131047, 131050, 132005, 132018],
])
/** Too many to one recipient; one every six seconds is allowed. */
const pairLimit = 131056
const pairWaitMs = 6_000

interface Answer {
  messages?: { id?: string }[]
  error?: { code?: number; message?: string; error_data?: { details?: string } }
}

/**
 * Messages by the WhatsApp Cloud API: always of a template, since nothing else may be sent to whoever has not written within 24 hours.
 * Its body has two parameters, the title and the facts. The API knows no key for repeats: ours goes with the message as
 * `biz_opaque_callback_data`, for whoever hears what became of it, and people know a repeat by its reference.
 */
export function openWhatsapp(given: WhatsappSettings & { clock: Clock }): Channel {
  const { token, phoneNumberId, apiRoot, template, languages, clock } = given
  const url = `${apiRoot.replace(/\/+$/, '')}/${phoneNumberId}/messages`
  return {
    name: 'whatsapp',
    perSecond: 20,
    atOnce: 8,
    longestLines: 700,
    async send({ key, address, language, message }, closing) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({
          messaging_product: 'whatsapp',
          recipient_type: 'individual',
          to: address,
          type: 'template',
          template: {
            name: template,
            language: { code: languages[language] },
            components: [
              {
                type: 'body',
                parameters: parametersOf({ key, language, message }).map((text) => ({ type: 'text', text })),
              },
            ],
          },
          biz_opaque_callback_data: key,
        }),
        redirect: 'manual',
        signal: AbortSignal.any([closing, AbortSignal.timeout(timeLimitMs)]),
      })
      const answer = (await response.json().catch(() => null)) as Answer | null
      if (response.ok && answer?.messages?.[0]?.id) return { status: 'sent' }
      const outcome = outcomeOf(answer?.error, response, clock.now())
      // Of a malformed token the API repeats every character.
      return { ...outcome, reason: outcome.reason.replaceAll(token, '…') }
    },
    async close() {},
  }
}

/** In a parameter there may be no line break, no tab and no row of spaces; nor may it be empty. */
function parametersOf(given: { key: string; language: Language; message: Message }): [string, string] {
  const { key, language, message } = given
  const whole = plain(message.title)
  const title = whole.length <= longestTitle ? whole : `${whole.slice(0, longestTitle - 1)}…`
  const more = fill(wordings[language].more, { reference: plain(key) })
  const lines = message.text.split('\n').map(plain)
  const facts = lines.filter((line) => line !== '' && !title.includes(line))
  return [title || '–', fitting(facts, longestParameters - title.length, more) || '–']
}

/** In one line. Where they do not all fit, whole ones are left out, the longest first, and `more` says so. */
function fitting(facts: readonly string[], room: number, more: string): string {
  let text = facts.join(separator)
  const kept = [...facts]
  while (text.length > room && kept.length > 0) {
    const longest = kept.reduce((one, other) => (other.length > one.length ? other : one))
    kept.splice(kept.indexOf(longest), 1)
    text = [...kept, more].join(separator)
  }
  return text
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** What is not this recipient's or this message's is the channel's own: a token, a template, a limit, a server. */
function outcomeOf(
  error: Answer['error'],
  { status, headers }: Response,
  now: number,
): Exclude<Outcome, { status: 'sent' }> {
  const { code, message, error_data: data } = error ?? {}
  const reason = code === undefined ? `it answered ${status}` : `${code}: ${data?.details ?? message ?? ''}`
  if (code !== undefined && refusals.has(code)) return { status: 'refused', reason }
  const usual = code === pairLimit ? { afterMs: pairWaitMs } : {}
  return { status: 'later', reason, ...usual, ...retryAfter(headers.get('retry-after'), now) }
}
