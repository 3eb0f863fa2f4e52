import { X509Certificate } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { DeviceCertificate } from './ports.ts'

const pemHint =
  'expected one X.509 certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----'
const pem = /^\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/

/** A device's certificate as it is sent in: the certificate alone, without those above it and without its key. */
export const AskedCertificate = z
  .string()
  .max(16_384, 'expected at most 16384 characters')
  .transform((text, context): DeviceCertificate => {
    const certificate = pem.test(text) ? read(text) : null
    if (certificate) return certificate
    const message = text.includes('PRIVATE KEY') ? `${pemHint}; the private key stays on the device` : pemHint
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })
  .openapi({
    type: 'string',
    maxLength: 16_384,
    description: 'One X.509 certificate in PEM, self-signed or not; no private key',
    example: '-----BEGIN CERTIFICATE-----\nMIIB…\n-----END CERTIFICATE-----\n',
  })

/** A certificate as the API tells it. */
export const CertificateView = z
  .strictObject({
    fingerprint: z.string().openapi({
      example: '5E:7B:…:0C',
      description: 'SHA-256, as `openssl x509 -fingerprint -sha256` prints it',
    }),
    subject: z.string().openapi({ example: 'CN=sensor-1' }),
    notAfter: z.string().openapi({ format: 'date-time', description: 'In UTC; later it lets nobody in' }),
  })
  .openapi('DeviceCertificate')

export function viewCertificate({ fingerprint, subject, notAfter }: DeviceCertificate) {
  return { fingerprint, subject, notAfter: new Date(notAfter).toISOString() }
}

function read(text: string): DeviceCertificate | null {
  try {
    const { fingerprint256: fingerprint, subject, validToDate } = new X509Certificate(text)
    const notAfter = validToDate.getTime()
    if (Number.isNaN(notAfter)) return null
    return { fingerprint, subject: subject?.replaceAll('\n', ', ') ?? '', notAfter }
  } catch {
    return null
  }
}
