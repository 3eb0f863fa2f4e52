import { readFile } from 'node:fs/promises'
import type { Server } from 'node:net'
import { createSecureContext, Server as TlsServer } from 'node:tls'
import type { Log } from './log.ts'
import type { Closable } from './scope.ts'

/** A certificate (with those above it) and its private key, in PEM. */
export interface KeyPair {
  cert: Buffer
  key: Buffer
}

/** The files cannot be read, or do not fit each other. */
export class CertificateUnusable extends Error {
  override name = 'CertificateUnusable'
}

/** What TLS servers show, taken up anew when its files change. */
export interface Certificate extends Closable {
  current(): KeyPair
  /** Called with a new pair that fits; connections that stand keep the one that they began with. Answers how to stop listening. */
  onChange(listener: (pair: KeyPair) => void): () => void
}

/**
 * Looks at the files themselves now and then, since those who renew certificates swap links and directories, which no watch of a file
 * sees. A pair that does not fit is told, and the one before it stays. Rejects with {@link CertificateUnusable} where the first does not.
 */
export async function openCertificate(options: {
  certFile: string
  keyFile: string
  log: Log
  lookEveryMs?: number
}): Promise<Certificate> {
  const { certFile, keyFile, log, lookEveryMs = 10_000 } = options
  const listeners = new Set<(pair: KeyPair) => void>()
  let held = await read()
  let told = ''
  let looking: Promise<void> | null = null
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = null
    })
  }, lookEveryMs)
  timer.unref()

  async function read(): Promise<KeyPair> {
    try {
      const pair = { cert: await readFile(certFile), key: await readFile(keyFile) }
      createSecureContext(pair)
      return pair
    } catch (cause) {
      const reason = (cause as Error).message
      throw new CertificateUnusable(`the certificate ${certFile} with its key ${keyFile}: ${reason}`, {
        cause,
      })
    }
  }

  async function look(): Promise<void> {
    try {
      const pair = await read()
      told = ''
      if (pair.cert.equals(held.cert) && pair.key.equals(held.key)) return
      held = pair
      for (const listener of listeners) listener(pair)
      log.info({ certFile }, 'a new certificate is in use')
    } catch (error) {
      const { message } = error as Error
      if (message !== told) log.error({ error }, 'the certificate before it stays in use')
      told = message
    }
  }

  return {
    current: () => held,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      clearInterval(timer)
      await looking
    },
  }
}

/** Has `server` show each new pair to its next connections. Answers how to stop that; a server without TLS needs nothing. */
export function keepCertificate(server: Server, certificate: Certificate | null): () => void {
  if (certificate === null || !(server instanceof TlsServer)) return () => {}
  return certificate.onChange((pair) => server.setSecureContext(pair))
}
