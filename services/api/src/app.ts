import { OpenAPIHono } from '@hono/zod-openapi'
import { bodyLimit } from 'hono/body-limit'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { keepAudit } from './audit.ts'
import { compressAnswers } from './compress-answers.ts'
import type { ApiDeps } from './deps.ts'
import { type ApiEnv, guard } from './guard.ts'
import type { Inside } from './inside.ts'
import { createLogbookWriter } from './logbook-writer.ts'
import { measureRequests } from './metrics.ts'
import { describeApi } from './openapi.ts'
import { createPasswordSignIn } from './password-sign-in.ts'
import { answerError, answerProblem, refuseInput } from './problem.ts'
import { limitRates, usualRateLimits } from './rate-limits.ts'
import { alarmActRoutes } from './routes/alarm-acts.ts'
import { alarmHealthRoutes } from './routes/alarm-health.ts'
import { alarmRoutes } from './routes/alarms.ts'
import { auditRoutes } from './routes/audit.ts'
import { channelRoutes } from './routes/channels.ts'
import { claimRoutes } from './routes/claims.ts'
import { completenessRoutes } from './routes/completeness.ts'
import { contactRoutes } from './routes/contacts.ts'
import { deviceRoutes } from './routes/devices.ts'
import { docsRoutes } from './routes/docs.ts'
import { healthRoutes } from './routes/health.ts'
import { limitRoutes } from './routes/limits.ts'
import { clothRoutes } from './routes/logbook-cloth.ts'
import { sampleRoutes } from './routes/logbook-samples.ts'
import { overviewRoutes } from './routes/overview.ts'
import { pageRoutes } from './routes/page.ts'
import { peopleRoutes } from './routes/people.ts'
import { pointStateRoutes } from './routes/point-states.ts'
import { pushRoutes } from './routes/push.ts'
import { quarantineRoutes } from './routes/quarantine.ts'
import { readingRoutes } from './routes/readings.ts'
import { recordRoutes } from './routes/record.ts'
import { rehearsalRoutes } from './routes/rehearsals.ts'
import { secondFactorRoutes } from './routes/second-factor.ts'
import { sessionRoutes } from './routes/session.ts'
import { siteRoutes } from './routes/sites.ts'
import { sparklineRoutes } from './routes/sparklines.ts'
import { streamRoutes } from './routes/stream.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { securityHeaders } from './security-headers.ts'
import { createSessions } from './sessions.ts'

const maxBodyBytes = 65_536

/** The whole HTTP face, without a port: `app.request` asks it, `startApi` serves it, `hc<App>` is its client. */
export function createApp(deps: ApiDeps, { books, checkup, hub, storedUntil }: Inside) {
  const sessions = createSessions(deps)
  const limits = { ...usualRateLimits, ...deps.rateLimits }
  const passwords = createPasswordSignIn(deps, sessions, limits.proxies)
  const writeLogbook = createLogbookWriter(deps)
  const app = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInput })

  app.use(measureRequests(deps))
  app.use(securityHeaders())
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ')
        return answerProblem(c, 405, `Allowed here: ${allow}`, { headers: { allow } })
      },
    }),
  )
  app.use('/api/*', compressAnswers())
  app.use(limitRates(limits))
  app.use(keepAudit(deps, limits.proxies))
  app.use(guard(sessions, deps.tokens))
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (c) => answerProblem(c, 413, `A body has at most ${maxBodyBytes} bytes here`),
    }),
  )
  app.notFound((c) => answerProblem(c, 404, `There is nothing at ${c.req.path}`))
  app.onError((error, c) => answerError(error, c, deps.log))

  app.route('/', pageRoutes(deps))
  app.route(
    '/',
    docsRoutes(() => describeApi(app)),
  )
  return app
    .route('/', healthRoutes(deps, checkup))
    .route('/', sessionRoutes(deps, sessions, passwords))
    .route('/', secondFactorRoutes(deps, sessions, passwords))
    .route('/', siteRoutes(deps))
    .route('/', contactRoutes(deps))
    .route('/', deviceRoutes(deps))
    .route('/', claimRoutes(deps))
    .route('/', readingRoutes(deps))
    .route('/', overviewRoutes(deps))
    .route('/', sparklineRoutes(deps))
    .route('/', completenessRoutes(deps, storedUntil))
    .route('/', alarmRoutes(deps))
    .route('/', alarmHealthRoutes(deps))
    .route('/', alarmActRoutes(deps))
    .route('/', rehearsalRoutes(deps))
    .route('/', channelRoutes(deps))
    .route('/', pushRoutes(deps))
    .route('/', limitRoutes(deps))
    .route('/', pointStateRoutes(deps))
    .route('/', sampleRoutes(deps, writeLogbook))
    .route('/', clothRoutes(deps, writeLogbook))
    .route('/', recordRoutes(deps, books))
    .route('/', quarantineRoutes(deps))
    .route('/', peopleRoutes(deps, sessions))
    .route('/', tokenRoutes(deps))
    .route('/', auditRoutes(deps))
    .route('/', streamRoutes(deps, hub))
}

/** The type of the whole API, for `hc<App>` of hono/client. */
export type App = ReturnType<typeof createApp>
