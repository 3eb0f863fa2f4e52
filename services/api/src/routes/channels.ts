import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant } from '@jernih/domain'
import { json, signedIn, UtcMoment } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import type { ApiEnv } from '../guard.ts'
import { problems } from '../problem.ts'

const ChannelView = z
  .strictObject({
    channel: z.string(),
    failing: z.strictObject({ since: UtcMoment, reason: z.string() }).nullable().openapi({
      description: 'Since when not one message went out; null while it works, as far as is known',
    }),
    lastError: z.strictObject({ at: UtcMoment, reason: z.string() }).nullable(),
    pending: z.int().openapi({ description: 'Messages that wait' }),
    oldest: UtcMoment.nullable().openapi({ description: 'When the oldest of them was made' }),
    failed: z.int().openapi({ description: 'Messages that were refused for good' }),
    expired: z.int().openapi({ description: 'Messages that were no longer worth telling' }),
  })
  .openapi('Channel')

const listChannels = createRoute({
  method: 'get',
  path: '/api/v1/channels',
  tags: ['alarms'],
  summary: 'How each way to people does',
  security: signedIn,
  responses: {
    200: json(z.strictObject({ items: z.array(ChannelView) }), 'The channels that are set'),
    ...problems(401, 403),
  },
})

export function channelRoutes({ herald }: ApiDeps) {
  const moment = (at: number) => formatInstant(at, 'UTC')
  return new OpenAPIHono<ApiEnv>().openapi(listChannels, async (c) => {
    const items = (await herald.channels()).map(({ failing, lastError, oldest, ...counts }) => ({
      ...counts,
      failing: failing && { since: moment(failing.since), reason: failing.reason },
      lastError: lastError && { at: moment(lastError.at), reason: lastError.reason },
      oldest: oldest === null ? null : moment(oldest),
    }))
    return c.json({ items }, 200)
  })
}
