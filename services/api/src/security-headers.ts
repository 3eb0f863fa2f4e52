import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { cameByTls } from './came-by-tls.ts'

/**
 * Tells browsers to run nothing from elsewhere and nothing inline, to show us in no frame, and to hand nothing of ours to another
 * origin; and everybody to keep no copy, where the answer itself does not say how. HSTS is for whoever came by TLS: said over plain HTTP it means nothing.
 */
export function securityHeaders(): MiddlewareHandler {
  const ofEvery = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // The page's icon, and those of the API's reader, are written into their own files.
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    crossOriginEmbedderPolicy: 'require-corp',
    crossOriginOpenerPolicy: 'same-origin',
    crossOriginResourcePolicy: 'same-origin',
    referrerPolicy: 'no-referrer',
    xFrameOptions: 'DENY',
    strictTransportSecurity: false,
  })
  return async (c, next) => {
    await ofEvery(c, next)
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store')
    if (cameByTls(c)) c.res.headers.set('strict-transport-security', 'max-age=31536000')
  }
}
