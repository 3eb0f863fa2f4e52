import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { formatInstant, PointId, SiteId } from '@jernih/domain'
import type { Sites } from '@jernih/sites'
import { HTTPException } from 'hono/http-exception'
import { body, json, Moment, signedIn } from '../ask.ts'
import { AskedCertificate, CertificateView, viewCertificate } from '../client-certificate.ts'
import type { ApiDeps } from '../deps.ts'
import { useDevices } from '../device-accounts.ts'
import type { ApiEnv } from '../guard.ts'
import { zoneOf } from '../latest-view.ts'
import type { Device, DevicesPort } from '../ports.ts'
import { problems } from '../problem.ts'
import { refuseUnknownPoint } from '../unknown-site.ts'
import { WhereToSend, whereToSend } from '../where-to-send.ts'

const DeviceView = z
  .strictObject({
    id: z.string(),
    site: z.string(),
    point: z.string(),
    username: z.string(),
    createdAt: Moment,
    simulated: z.boolean().openapi({ description: 'What it sends is made up, by a virtual plant' }),
    certificate: CertificateView.nullable().openapi({
      description: 'Lets it in over TLS without the password',
    }),
  })
  .openapi('Device')

export const NewDevice = z
  .strictObject({
    ...DeviceView.shape,
    password: z.string().openapi({ description: 'Told here and never again' }),
    ...WhereToSend.shape,
  })
  .openapi('NewDevice')

const params = z.object({ id: z.string().min(1).max(200) })

const listDevices = createRoute({
  method: 'get',
  path: '/api/v1/devices',
  tags: ['devices'],
  summary: "All devices' accounts",
  security: signedIn,
  responses: { 200: json(z.array(DeviceView), 'The accounts'), ...problems(401, 404, 503) },
})

const createDevice = createRoute({
  method: 'post',
  path: '/api/v1/devices',
  tags: ['devices'],
  summary: 'An account for a device, which may publish under its own point only',
  security: signedIn,
  request: body(z.strictObject({ site: SiteId, point: PointId, simulated: z.boolean().default(false) })),
  responses: {
    201: json(NewDevice, 'The account, with its password this once'),
    ...problems(400, 401, 403, 404, 413, 415, 503),
  },
})

const getDevice = createRoute({
  method: 'get',
  path: '/api/v1/devices/{id}',
  tags: ['devices'],
  summary: "A device's account, without its password",
  security: signedIn,
  request: { params },
  responses: { 200: json(DeviceView, 'The account'), ...problems(400, 401, 404, 503) },
})

const rotatePassword = createRoute({
  method: 'post',
  path: '/api/v1/devices/{id}/password',
  tags: ['devices'],
  summary: 'Another password for a device: the one before is refused from then on, and its connection ends',
  security: signedIn,
  request: { params },
  responses: {
    200: json(NewDevice, 'The account, with its new password this once'),
    ...problems(400, 401, 403, 404, 503),
  },
})

const bindCertificate = createRoute({
  method: 'put',
  path: '/api/v1/devices/{id}/certificate',
  tags: ['devices'],
  summary:
    'A client certificate that lets a device in over TLS without its password; the one before is refused from then on',
  security: signedIn,
  request: { params, ...body(z.strictObject({ certificate: AskedCertificate })) },
  responses: {
    200: json(CertificateView, 'It stands for the device, in place of one before or as it did already'),
    201: json(CertificateView, 'It stands for the device, which had none'),
    ...problems(400, 401, 403, 404, 409, 413, 415, 503),
  },
})

const unbindCertificate = createRoute({
  method: 'delete',
  path: '/api/v1/devices/{id}/certificate',
  tags: ['devices'],
  summary: 'No certificate lets the device in any more; its connection ends',
  security: signedIn,
  request: { params },
  responses: { 204: { description: 'It stands for nobody' }, ...problems(400, 401, 403, 404, 503) },
})

const removeDevice = createRoute({
  method: 'delete',
  path: '/api/v1/devices/{id}',
  tags: ['devices'],
  summary: "Ends a device's account and its connection",
  security: signedIn,
  request: { params },
  responses: { 204: { description: 'It is gone' }, ...problems(400, 401, 403, 404, 503) },
})

export function deviceRoutes({ devices, brokerPorts, sites, clock }: ApiDeps) {
  const accounts = <T>(use: (devices: DevicesPort) => Promise<T>) => useDevices(devices, use)
  const unknown = (id: string) => new HTTPException(404, { message: `There is no device ${id}` })
  const view = (device: Device) => viewDevice(device, sites)
  const viewNew = (device: Device & { password: string }, asked: string) => ({
    ...view(device),
    password: device.password,
    ...whereToSend(device, { brokerPorts, asked }),
  })

  return new OpenAPIHono<ApiEnv>()
    .openapi(listDevices, async (c) => c.json((await accounts((all) => all.list())).map(view), 200))
    .openapi(createDevice, async (c) => {
      const key = c.req.valid('json')
      refuseUnknownPoint(key, sites)
      const device = await accounts((all) => all.create(key))
      return c.json(viewNew(device, c.req.url), 201, {
        location: `/api/v1/devices/${encodeURIComponent(device.id)}`,
      })
    })
    .openapi(getDevice, async (c) => {
      const { id } = c.req.valid('param')
      const device = await accounts((all) => all.get(id))
      if (!device) throw unknown(id)
      return c.json(view(device), 200)
    })
    .openapi(rotatePassword, async (c) => {
      const { id } = c.req.valid('param')
      const device = await accounts((all) => all.rotate(id))
      if (!device) throw unknown(id)
      return c.json(viewNew(device, c.req.url), 200)
    })
    .openapi(bindCertificate, async (c) => {
      const { id } = c.req.valid('param')
      const { certificate } = c.req.valid('json')
      if (certificate.notAfter < clock.now()) {
        throw new HTTPException(409, {
          message: 'This certificate has ended already: it would let nobody in',
        })
      }
      const binding = await accounts((all) => all.bindCertificate(id, certificate))
      if (binding === 'unknown') throw unknown(id)
      if (binding === 'taken') {
        throw new HTTPException(409, {
          message: 'This certificate is another device’s: give each a key of its own',
        })
      }
      return c.json(viewCertificate(certificate), binding === 'bound' ? 201 : 200)
    })
    .openapi(unbindCertificate, async (c) => {
      const { id } = c.req.valid('param')
      if (!(await accounts((all) => all.unbindCertificate(id)))) {
        throw new HTTPException(404, { message: `There is no certificate of a device ${id}` })
      }
      return c.body(null, 204)
    })
    .openapi(removeDevice, async (c) => {
      const { id } = c.req.valid('param')
      if (!(await accounts((all) => all.remove(id)))) throw unknown(id)
      return c.body(null, 204)
    })
}

export function viewDevice(device: Device, sites: Sites): z.infer<typeof DeviceView> {
  const { id, site, point, username, simulated } = device
  const certificate = device.certificate && viewCertificate(device.certificate)
  const createdAt = formatInstant(device.createdAt, zoneOf(sites, site))
  return { id, site, point, username, createdAt, simulated, certificate }
}
