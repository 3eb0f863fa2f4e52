import type { App } from '@jernih/api'
import { hc, parseResponse } from 'hono/client'
import { NotAsked, Refused, told } from './problem.ts'

const answerWithinMs = 30_000

/**
 * The accounts of devices, their codes and certificates, of the running station at `url`, over its API. Each call rejects with {@link NotAsked} where no station
 * answers, and with {@link Refused} where it says no; `tokenFrom` names where a refused token came from.
 */
export function createStationClient(url: string, { token, tokenFrom }: { token: string; tokenFrom: string }) {
  const headers = { authorization: `Bearer ${token}` }
  const { sites, devices, claims } = hc<App>(url, { headers, fetch: ask }).api.v1

  async function ask(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(answerWithinMs)
    const response = await fetch(input, { ...init, signal }).catch((cause) => {
      throw unreached(url, cause)
    })
    if (response.status === 401) {
      throw new Refused(
        told(
          `${url} menolak token administrator dari ${tokenFrom}.`,
          `${url} refuses the administrator's token from ${tokenFrom}.`,
        ),
      )
    }
    const isStation = response.status === 204 || /json/.test(response.headers.get('content-type') ?? '')
    if (!isStation) {
      throw new NotAsked(
        told(
          `Yang menjawab di ${url} bukan stasiun Jernih (${response.status}).`,
          `What answers at ${url} is not a Jernih station (${response.status}).`,
        ),
      )
    }
    if (response.ok) return response
    const { detail } = (await response.json()) as { detail?: string }
    throw new Refused(
      told(
        `${url} menolak (${response.status}): ${detail}.`,
        `${url} refuses (${response.status}): ${detail}.`,
      ),
    )
  }

  return {
    /** Every point of every site, which an account can be made for. */
    points: async () =>
      (await parseResponse(sites.$get())).flatMap(({ id: site, points }) =>
        points.map((point) => ({ site, point: point.id })),
      ),
    list: () => parseResponse(devices.$get()),
    create: (place: { site: string; point: string }) => parseResponse(devices.$post({ json: place })),
    rotate: (id: string) => parseResponse(devices[':id'].password.$post({ param: { id } })),
    revoke: async (id: string) => {
      await devices[':id'].$delete({ param: { id } })
    },
    bindCertificate: async (id: string, certificate: string) => {
      await devices[':id'].certificate.$put({ param: { id }, json: { certificate } })
    },
    unbindCertificate: async (id: string) => {
      await devices[':id'].certificate.$delete({ param: { id } })
    },
    claims: () => parseResponse(claims.$get()),
    claim: ({ minutes, ...place }: { site: string; point: string; minutes: number | undefined }) =>
      parseResponse(claims.$post({ json: { ...place, ...(minutes === undefined ? {} : { minutes }) } })),
    revokeClaim: async (id: string) => {
      await claims[':id'].$delete({ param: { id } })
    },
  }
}
export type StationClient = ReturnType<typeof createStationClient>
export type DeviceAccount = Awaited<ReturnType<StationClient['list']>>[number]
export type NewAccount = Awaited<ReturnType<StationClient['create']>>
export type Claim = Awaited<ReturnType<StationClient['claims']>>[number]
export type NewClaim = Awaited<ReturnType<StationClient['claim']>>

function unreached(url: string, cause: Error): Error {
  if (cause.name === 'TimeoutError') {
    const seconds = answerWithinMs / 1_000
    return new NotAsked(
      told(
        `${url} tidak menjawab dalam ${seconds} s. Mungkin sudah dilakukan: lihat pnpm devices list.`,
        `${url} did not answer within ${seconds} s. It may have been done: see pnpm devices list.`,
      ),
      { cause },
    )
  }
  // Without a cause it is not the network's, but a mistake of ours.
  if (!(cause.cause instanceof Error)) return cause
  const { code, message } = cause.cause as NodeJS.ErrnoException
  const reason = code ?? message
  const ca = /CERT|SIGNATURE|ISSUER/.test(reason)
  return new NotAsked(
    told(
      `Tidak ada stasiun yang menjawab di ${url} (${reason}). Sudah berjalan? Lihat --url${ca ? ' dan --ca' : ''}.`,
      `No station answers at ${url} (${reason}). Is it running? See --url${ca ? ' and --ca' : ''}.`,
    ),
    { cause },
  )
}
