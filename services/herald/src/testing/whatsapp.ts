import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { startHttp } from './http.ts'

export const token = 'EAAG-a-token-for-tests'
export const phoneNumberId = '106540352242922'
const version = 'v26.0'
export const template = 'jernih_alarm'
const longestBody = 1_024

/** The texts that the manual asks to submit, by the code of their language: what is approved here. */
export const approved = new Map(
  [
    ...readFileSync(new URL('../../../../docs/notifications.md', import.meta.url), 'utf8').matchAll(
      /^```text jernih_alarm (\w+)\n([\s\S]*?)\n```/gm,
    ),
  ].map(([, language = '', body = '']) => [language, body]),
)

interface Sent {
  to: string
  key: string
  language: string
  parameters: string[]
  /** As the recipient reads it. */
  text: string
}

interface Refusal {
  status: number
  code: number
  details: string
  headers?: Record<string, string>
}

/**
 * A stand-in for the Cloud API, as strict as it: the version, the number and the token are right, no key is unknown, the template is
 * approved in that language and has as many parameters, and none of them is empty, of several lines or too long. Nobody wrote to it
 * within 24 hours, so that it takes no free text.
 */
export async function startWhatsapp() {
  const sent: Sent[] = []
  const refusals = new Map<string, Refusal>()
  let isCutOff = false
  const server = await startHttp((request, body, response) => {
    const say = (status: number, answer: object, headers: Record<string, string> = {}) =>
      void response
        .writeHead(status, { 'content-type': 'application/json; charset=UTF-8', ...headers })
        .end(JSON.stringify(answer))
    const refuse = ({ status, code, details, headers }: Refusal) => {
      const error = { message: `(#${code}) …`, type: 'OAuthException', code, fbtrace_id: 'A4O5a8RAgeP' }
      const data = { messaging_product: 'whatsapp', details }
      say(status, { error: { ...error, error_data: data } }, headers)
    }
    const taken = take(request, body)
    if ('code' in taken) return refuse(taken)
    const { to } = taken
    const refusal = refusals.get(to)
    if (refusal) return refuse(refusal)
    sent.push(taken)
    if (isCutOff) return void request.socket.destroy()
    say(200, {
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: to.replace('+', '') }],
      messages: [{ id: `wamid.${sent.length}`, message_status: 'accepted' }],
    })
  })
  return {
    ...server,
    apiRoot: `${server.url}/${version}`,
    sent,
    /** From now on it refuses what is for this number. */
    refuse(to: string, refusal: Refusal) {
      refusals.set(to, refusal)
    },
    /** Takes messages and breaks off before it says so. */
    cutOff(isCut: boolean) {
      isCutOff = isCut
    },
  }
}

function take({ method, url, headers }: IncomingMessage, body: string): Sent | Refusal {
  const refuse = (status: number, code: number, details: string) => ({ status, code, details })
  const [, path, number, edge, ...more] = (url ?? '').split('/')
  const given = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (given !== token) return refuse(401, 190, `Malformed access token ${given}`)
  if (path !== version || edge !== 'messages' || more.length > 0)
    return refuse(400, 2500, 'Unknown path components')
  if (number !== phoneNumberId || method !== 'POST')
    return refuse(400, 100, `Object with ID '${number}' does not exist`)
  if (!headers['content-type']?.startsWith('application/json')) return refuse(400, 100, 'expected JSON')

  const call = JSON.parse(body)
  const { to, template: used, biz_opaque_callback_data: key } = call
  if (call.messaging_product !== 'whatsapp') return refuse(400, 100, 'messaging_product')
  if (call.type !== 'template') return refuse(400, 131047, 'More than 24 hours have passed')
  const unknown =
    unknownIn(call, [
      ...['messaging_product', 'recipient_type', 'to', 'type', 'template', 'biz_opaque_callback_data'],
    ]) ??
    unknownIn(used, ['name', 'language', 'components']) ??
    unknownIn(used.language, ['code']) ??
    unknownIn(used.components[0], ['type', 'parameters'])
  if (unknown !== undefined) return refuse(400, 100, `Unexpected key "${unknown}"`)
  if (call.recipient_type !== 'individual') return refuse(400, 100, 'recipient_type')
  if (typeof to !== 'string' || !/^\+?[1-9]\d{6,14}$/.test(to)) return refuse(400, 131009, 'to')
  if (typeof key !== 'string' || key.length > 512) return refuse(400, 100, 'biz_opaque_callback_data')

  const language = used.language.code
  const approvedBody = used.name === template ? approved.get(language) : undefined
  if (approvedBody === undefined) return refuse(404, 132001, `template name (${used.name}) in ${language}`)
  const [component, ...others] = used.components
  if (others.length > 0 || component.type !== 'body') return refuse(400, 132000, 'components')
  const parameters: { type: string; text: string }[] = component.parameters
  if (parameters.length !== variablesOf(approvedBody).length)
    return refuse(400, 132000, `number of localizable_params (${parameters.length})`)
  for (const parameter of parameters) {
    if (unknownIn(parameter, ['type', 'text']) !== undefined || parameter.type !== 'text')
      return refuse(400, 132012, 'Parameter format does not match')
    if (typeof parameter.text !== 'string' || parameter.text === '')
      return refuse(400, 131008, 'Parameter of type text is missing text value')
    if (/[\n\r\t]| {5}/.test(parameter.text))
      return refuse(400, 132018, 'Param text cannot have new-line/tab characters')
  }
  const texts = parameters.map(({ text }) => text)
  const text = approvedBody.replace(/\{\{(\d+)\}\}/g, (_, n) => texts[Number(n) - 1] ?? '')
  if (text.length > longestBody) return refuse(400, 132005, 'Translated text too long')
  return { to, key, language, parameters: texts, text }
}

/** The numbers of a template's variables, in their order. */
export function variablesOf(body: string): number[] {
  return [...body.matchAll(/\{\{(\d+)\}\}/g)].map(([, n]) => Number(n))
}

function unknownIn(value: object, known: readonly string[]): string | undefined {
  return Object.keys(value).find((key) => !known.includes(key))
}
