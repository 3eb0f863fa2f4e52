import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, PointId, SiteId } from '@jernih/domain'
import { HTTPException } from 'hono/http-exception'
import { body, json, Moment, signedIn } from '../ask.ts'
import type { ApiDeps } from '../deps.ts'
import { useDevices } from '../device-accounts.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { Claim, ClaimsPort } from '../ports.ts'
import { problems } from '../problem.ts'
import { refuseUnknownPoint } from '../unknown-site.ts'
import { whereToSend } from '../where-to-send.ts'
import { NewDevice, viewDevice } from './devices.ts'

const usualMinutes = 24 * 60
const longestMinutes = 7 * 24 * 60

const ClaimView = z
  .strictObject({
    id: z.string(),
    site: z.string(),
    point: z.string(),
    createdAt: Moment,
    createdBy: z.string(),
    endsAt: Moment,
    redeemed: z
      .strictObject({
        device: z.string(),
        at: Moment,
        arrived: z.boolean().openapi({
          description: 'The account has been used. While it has not, the answer may have been lost',
        }),
      })
      .nullable()
      .openapi({ description: 'Null while nobody has redeemed the code' }),
  })
  .openapi('Claim')

const NewClaim = z
  .strictObject({
    ...ClaimView.shape,
    code: z.string().openapi({ example: '7K3QM-0ZD4X-9HTVB', description: 'Told here and never again' }),
  })
  .openapi('NewClaim')

const AskedClaim = z.strictObject({
  site: SiteId,
  point: PointId,
  minutes: z
    .int()
    .min(1)
    .max(longestMinutes)
    .default(usualMinutes)
    .openapi({ description: 'Until the code ends; a day where it is not said, a week at most' }),
})

const listClaims = createRoute({
  method: 'get',
  path: '/api/v1/claims',
  tags: ['devices'],
  summary: 'The claims that stand, and what became of their codes',
  security: signedIn,
  responses: { 200: json(z.array(ClaimView), 'The claims, oldest first'), ...problems(401, 404, 503) },
})

const createClaim = createRoute({
  method: 'post',
  path: '/api/v1/claims',
  tags: ['devices'],
  summary: 'A code for a device to redeem, once, for an account of its own',
  security: signedIn,
  request: body(AskedClaim),
  responses: {
    201: json(NewClaim, 'The claim, with its code this once'),
    ...problems(400, 401, 403, 404, 413, 415, 503),
  },
})

const redeemClaim = createRoute({
  method: 'post',
  path: '/api/v1/claims/redeem',
  tags: ['devices'],
  summary: 'An account for the device that has this code, which is spent by it',
  description:
    'Needs no credentials but the code, in upper or lower case, hyphens or not. A code that is wrong, spent, revoked or has ended gets one and the same refusal.',
  request: body(z.strictObject({ code: z.string().min(1).max(64) })),
  responses: {
    201: json(NewDevice, 'The account, with its password this once, and where to use it'),
    ...problems(400, 401, 404, 413, 415, 503),
  },
})

const revokeClaim = createRoute({
  method: 'delete',
  path: '/api/v1/claims/{id}',
  tags: ['devices'],
  summary: 'Ends a code; where it was redeemed and its account never used, the account too',
  security: signedIn,
  request: { params: z.object({ id: z.string().min(1).max(200) }) },
  responses: { 204: { description: 'Both are gone' }, ...problems(400, 401, 403, 404, 409, 503) },
})

export function claimRoutes({ devices, brokerPorts, sites, clock }: ApiDeps) {
  const claims = <T>(use: (claims: ClaimsPort) => Promise<T>) =>
    useDevices(devices, ({ claims }) => use(claims))
  const view = ({ id, createdBy, ...claim }: Claim): z.infer<typeof ClaimView> => {
    const { site, point, createdAt, endsAt, redeemed } = claim
    const told = (at: number) => formatInstant(at, zoneOf(sites, site))
    return {
      ...{ id, site, point, createdAt: told(createdAt), createdBy, endsAt: told(endsAt) },
      redeemed: redeemed && { ...redeemed, at: told(redeemed.at) },
    }
  }

  return new OpenAPIHono<ApiEnv>()
    .openapi(listClaims, async (c) => c.json((await claims((all) => all.list())).map(view), 200))
    .openapi(createClaim, async (c) => {
      const { site, point, minutes } = c.req.valid('json')
      refuseUnknownPoint({ site, point }, sites)
      const asked = { site, point, createdBy: c.get('caller').by, endsAt: clock.now() + minutes * 60_000 }
      const made = await claims((all) => all.create(asked))
      c.set('about', `${made.id}: ${site}/${point}`)
      return c.json({ ...view(made), code: made.code }, 201)
    })
    .openapi(redeemClaim, async (c) => {
      const redeemed = await claims((all) => all.redeem(c.req.valid('json').code))
      if (!redeemed) {
        throw new HTTPException(401, {
          message: 'This code is wrong, or spent, or has ended: ask your administrator for another',
        })
      }
      const { claim, account } = redeemed
      c.set('about', `${claim}: ${account.id}, ${account.site}/${account.point}`)
      const where = whereToSend(account, { brokerPorts, asked: c.req.url })
      return c.json({ ...viewDevice(account, sites), password: account.password, ...where }, 201)
    })
    .openapi(revokeClaim, async (c) => {
      const { id } = c.req.valid('param')
      const outcome = await claims((all) => all.revoke(id))
      if (outcome === 'unknown') throw new HTTPException(404, { message: `There is no claim ${id}` })
      if (outcome === 'used') {
        throw new HTTPException(409, { message: 'A device uses the account: revoke the device itself' })
      }
      return c.body(null, 204)
    })
}
