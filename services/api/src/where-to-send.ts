import { z } from '@hono/zod-openapi'
import { type PointId, type SiteId, topics } from '@jernih/domain'
import type { ApiDeps } from './deps.ts'

/** What a new device needs to know beside its account. */
export const WhereToSend = z.strictObject({
  brokers: z.array(z.string()).openapi({
    example: ['mqtts://jernih.example:8883', 'mqtt://jernih.example:1883'],
    description: 'Where to connect, on the host that was asked, the safest first',
  }),
  topic: z.string().openapi({ example: 'ipal/mojokerto-batik/outlet/readings' }),
})

/** `asked` is the URL of the call: its host is one by which the station is reached. */
export function whereToSend(
  { site, point }: { site: SiteId; point: PointId },
  { brokerPorts, asked }: Pick<ApiDeps, 'brokerPorts'> & { asked: string },
): z.infer<typeof WhereToSend> {
  const { hostname } = new URL(asked)
  const brokers = brokerPorts.map(
    ({ scheme, port }) => `${scheme}://${hostname}:${port}${scheme.startsWith('ws') ? '/mqtt' : ''}`,
  )
  return { brokers, topic: topics.readings(site, point) }
}
