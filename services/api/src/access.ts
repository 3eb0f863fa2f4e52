import type { Role } from '@jernih/domain'

/** Who may call a route: the least role, or `anyone` without credentials. */
export type Access = 'anyone' | Role

/**
 * The decision on every route, by method and path. A route that is not in here is open to nobody, and fails the test that walks all of
 * them. A viewer sees what the screen shows; an operator works with alarms; an officer takes alarms out of service, and answers for the
 * record, for what was kept out of it and for who did what; an administrator says who gets in.
 */
export const access: Readonly<Record<string, Access>> = {
  // The page is empty until its script has signed in.
  'GET /': 'anyone',
  'GET /sw.js': 'anyone',
  'GET /page/:file': 'anyone',
  'POST /session': 'anyone',
  'GET /sign-in/:code': 'anyone',
  // A device that redeems its code has nothing else yet: the code is its credential.
  'POST /api/v1/claims/redeem': 'anyone',
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',

  'DELETE /session': 'viewer',
  'GET /session': 'viewer',
  'PUT /session/password': 'viewer',
  'POST /session/second-factor': 'viewer',
  'PUT /session/second-factor': 'viewer',
  'POST /session/second-factor/remove': 'viewer',
  'GET /metrics': 'viewer',
  'GET /openapi.json': 'viewer',
  'GET /docs': 'viewer',
  'GET /docs/:file': 'viewer',
  'GET /api/v1/sites': 'viewer',
  'GET /api/v1/sites/:site': 'viewer',
  'GET /api/v1/latest': 'viewer',
  'GET /api/v1/overview': 'viewer',
  'GET /api/v1/sparklines': 'viewer',
  'GET /api/v1/completeness': 'viewer',
  'GET /api/v1/readings': 'viewer',
  'GET /api/v1/alarms': 'viewer',
  'GET /api/v1/alarms/:id': 'viewer',
  'GET /api/v1/alarm-health': 'viewer',
  'GET /api/v1/withheld-alarms': 'viewer',
  'GET /api/v1/limits': 'viewer',
  'GET /api/v1/point-states': 'viewer',
  'GET /api/v1/lab-samples': 'viewer',
  'GET /api/v1/cloth': 'viewer',
  'GET /api/v1/reconciliation': 'viewer',
  'GET /api/v1/stream': 'viewer',
  'GET /api/v1/push/key': 'viewer',
  'GET /api/v1/push/subscriptions': 'viewer',
  'POST /api/v1/push/subscriptions': 'viewer',
  'DELETE /api/v1/push/subscriptions/:id': 'viewer',

  'POST /api/v1/alarms/:id/acknowledge': 'operator',
  'POST /api/v1/alarms/:id/clear': 'operator',
  'POST /api/v1/alarms/:id/shelve': 'operator',
  'POST /api/v1/alarms/:id/unshelve': 'operator',
  'POST /api/v1/rules/rehearse': 'operator',
  'POST /api/v1/sites/:site/points/:point/state': 'operator',
  'POST /api/v1/lab-samples': 'operator',
  'POST /api/v1/cloth': 'operator',
  'GET /api/v1/channels': 'operator',
  'GET /api/v1/sites/:site/contacts': 'operator',
  'GET /api/v1/devices': 'operator',
  'GET /api/v1/devices/:id': 'operator',

  'POST /api/v1/alarms/:id/out-of-service': 'officer',
  'POST /api/v1/alarms/:id/return-to-service': 'officer',
  'GET /api/v1/rejected': 'officer',
  'GET /api/v1/quarantine': 'officer',
  'POST /api/v1/quarantine/release': 'officer',
  'GET /api/v1/audit': 'officer',

  'PUT /api/v1/sites/:site/contacts': 'administrator',
  'POST /api/v1/sites/:site/contacts/test': 'administrator',
  'POST /api/v1/devices': 'administrator',
  'POST /api/v1/devices/:id/password': 'administrator',
  'PUT /api/v1/devices/:id/certificate': 'administrator',
  'DELETE /api/v1/devices/:id/certificate': 'administrator',
  'DELETE /api/v1/devices/:id': 'administrator',
  'GET /api/v1/claims': 'administrator',
  'POST /api/v1/claims': 'administrator',
  'DELETE /api/v1/claims/:id': 'administrator',
  'GET /api/v1/people': 'administrator',
  'POST /api/v1/people': 'administrator',
  'GET /api/v1/people/:id': 'administrator',
  'PATCH /api/v1/people/:id': 'administrator',
  'DELETE /api/v1/people/:id': 'administrator',
  'DELETE /api/v1/people/:id/second-factor': 'administrator',
  'GET /api/v1/tokens': 'administrator',
  'POST /api/v1/tokens': 'administrator',
  'DELETE /api/v1/tokens/:id': 'administrator',
}

/**
 * Where a call says which site it is about: a token for one site may make these calls for that site, and no others. What a body says the
 * route itself holds to it, by `refuseOtherSite`.
 */
export const siteOf: Readonly<Record<string, 'path' | 'query' | 'body'>> = {
  'GET /api/v1/sites/:site': 'path',
  'GET /api/v1/sites/:site/contacts': 'path',
  'PUT /api/v1/sites/:site/contacts': 'path',
  'POST /api/v1/sites/:site/contacts/test': 'path',
  'POST /api/v1/sites/:site/points/:point/state': 'path',
  'GET /api/v1/point-states': 'query',
  'GET /api/v1/lab-samples': 'query',
  'POST /api/v1/lab-samples': 'body',
  'GET /api/v1/cloth': 'query',
  'POST /api/v1/cloth': 'body',
  'GET /api/v1/latest': 'query',
  'GET /api/v1/overview': 'query',
  'GET /api/v1/sparklines': 'query',
  'GET /api/v1/completeness': 'query',
  'GET /api/v1/readings': 'query',
  'GET /api/v1/alarms': 'query',
  'GET /api/v1/alarm-health': 'query',
  'GET /api/v1/withheld-alarms': 'query',
  'GET /api/v1/limits': 'query',
  'GET /api/v1/stream': 'query',
}
