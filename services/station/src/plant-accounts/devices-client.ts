import type { PointKey } from '@jernih/domain'
import { z } from 'zod'

const Created = z.object({ id: z.string(), username: z.string(), password: z.string() })

/** Device accounts over the HTTP API at `url`, with the administrator's token. Throws with what the API said. */
export function createDevicesClient(url: string, token: string) {
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const response = await fetch(`${url}/api/v1/devices${path}`, { ...init, headers })
    if (response.ok || response.status === 404) return response
    throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  }

  return {
    async create(device: PointKey & { simulated: true }) {
      const response = await ask('', { method: 'POST', body: JSON.stringify(device) })
      if (!response.ok)
        throw new Error(`${url} knows no point ${device.site}/${device.point}: ${await response.text()}`)
      return { ...Created.parse(await response.json()), site: device.site, point: device.point }
    },
    async get(id: string) {
      const response = await ask(`/${id}`)
      return response.ok ? { id } : null
    },
  }
}
