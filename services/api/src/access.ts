/** Who may call a route. `signed-in`: the admin token as a bearer, or a session's cookie. */
export type Access = 'anyone' | 'signed-in'

/**
 * The decision on every route, by method and path. A route that is not in here is open to nobody without credentials, and
 * fails the test that walks all of them.
 */
export const access: Readonly<Record<string, Access>> = {
  // The page is empty until its script has signed in.
  'GET /': 'anyone',
  'GET /page/:file': 'anyone',
  'POST /session': 'anyone',
  'GET /sign-in/:code': 'anyone',
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',

  'DELETE /session': 'signed-in',
  'GET /session': 'signed-in',
  'GET /metrics': 'signed-in',
  'GET /openapi.json': 'signed-in',
  'GET /docs': 'signed-in',
  'GET /docs/:file': 'signed-in',
  'GET /api/v1/sites': 'signed-in',
  'GET /api/v1/sites/:site': 'signed-in',
  'GET /api/v1/devices': 'signed-in',
  'POST /api/v1/devices': 'signed-in',
  'GET /api/v1/devices/:id': 'signed-in',
  'POST /api/v1/devices/:id/password': 'signed-in',
  'PUT /api/v1/devices/:id/certificate': 'signed-in',
  'DELETE /api/v1/devices/:id/certificate': 'signed-in',
  'DELETE /api/v1/devices/:id': 'signed-in',
  'GET /api/v1/latest': 'signed-in',
  'GET /api/v1/readings': 'signed-in',
  'GET /api/v1/alarms': 'signed-in',
  'GET /api/v1/alarms/:id': 'signed-in',
  'POST /api/v1/alarms/:id/acknowledge': 'signed-in',
  'POST /api/v1/alarms/:id/shelve': 'signed-in',
  'POST /api/v1/alarms/:id/unshelve': 'signed-in',
  'GET /api/v1/limits': 'signed-in',
  'GET /api/v1/rejected': 'signed-in',
  'GET /api/v1/reconciliation': 'signed-in',
  'GET /api/v1/quarantine': 'signed-in',
  'POST /api/v1/quarantine/release': 'signed-in',
  'GET /api/v1/stream': 'signed-in',
}
