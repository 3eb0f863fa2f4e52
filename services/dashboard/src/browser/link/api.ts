import type { App } from '@jernih/api'
import { type ClientResponse, hc } from 'hono/client'
import { sessionEnded } from './session.ts'

/** Every call of the API, typed by its routes: `api.api.v1.sites.$get()`. */
export const api = hc<App>('/')

/** A mistake in what was sent: where, and what was expected there. */
export interface Mistake {
  path: string
  expected: string
}

/** The station refused, or did not answer (`status` 0). `detail` is the server's own sentence. */
export class Refused extends Error {
  override name = 'Refused'
  status: number
  type: string
  mistakes: Mistake[]

  constructor(status: number, detail: string, { type = '', mistakes = [] as Mistake[] } = {}) {
    super(detail)
    this.status = status
    this.type = type
    this.mistakes = mistakes
  }
}

type Answer<Response> =
  Response extends ClientResponse<infer Body, infer Status, 'json'>
    ? Status extends 200 | 201
      ? Body
      : never
    : never

/**
 * The body of a call's answer; undefined where it has none. Throws `Refused` otherwise, and where the session has ended the screen asks
 * to sign in again.
 */
export async function ask<Response extends ClientResponse<unknown, number, string>>(
  call: Promise<Response>,
): Promise<Answer<Response>> {
  const response = await call.catch((cause) => {
    if (cause.name === 'AbortError') throw cause
    throw new Refused(0, '')
  })
  if (response.status === 401) sessionEnded()
  const isJson = response.headers.get('content-type')?.includes('json')
  const body = isJson ? await response.json() : undefined
  if (!response.ok) {
    const { detail, title, type, errors } = (body ?? {}) as Record<string, unknown>
    throw new Refused(response.status, String(detail ?? title ?? response.statusText), {
      type: String(type ?? ''),
      mistakes: Array.isArray(errors) ? (errors as Mistake[]) : [],
    })
  }
  return body as Answer<Response>
}
