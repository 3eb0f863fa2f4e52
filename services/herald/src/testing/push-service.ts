import { webcrypto } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

const { subtle } = webcrypto
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'))
const P256 = { namedCurve: 'P-256' } as const

/** What came, as the browser reads it. */
export interface Notice {
  key: string
  title: string
  body: string
  tag: string
  url: string
  [more: string]: unknown
}

interface Come {
  path: string
  bytes: number
  headers: { ttl: string; topic: string; urgency: string }
  notice: Notice
}

/** A browser's side of Web Push: its keys, and what it makes of a body (RFC 8291), by Web Crypto alone. */
export async function openBrowser() {
  const own = await subtle.generateKey({ name: 'ECDH', ...P256 }, true, ['deriveBits'])
  const point = new Uint8Array(await subtle.exportKey('raw', own.publicKey))
  const auth = webcrypto.getRandomValues(new Uint8Array(16))

  async function read(body: Uint8Array): Promise<string> {
    const [salt, theirs] = [body.slice(0, 16), body.slice(21, 86)]
    if (new DataView(body.buffer, body.byteOffset).getUint32(16) !== 4_096 || body[20] !== 65)
      throw new Error('no header')
    const key = await subtle.importKey('raw', theirs, { name: 'ECDH', ...P256 }, false, [])
    const shared = await subtle.deriveBits({ name: 'ECDH', public: key }, own.privateKey, 256)
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), point, theirs])
    const secret = await derive(shared, { salt: auth, info, bytes: 32 })
    const content = await derive(secret, {
      salt,
      info: Buffer.from('Content-Encoding: aes128gcm\0'),
      bytes: 16,
    })
    const iv = await derive(secret, { salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 })
    const aes = await subtle.importKey('raw', content, 'AES-GCM', false, ['decrypt'])
    const padded = new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, aes, body.slice(86)))
    const end = padded.findLastIndex((byte) => byte !== 0)
    if (padded[end] !== 2) throw new Error('the last record does not say that it is the last')
    return Buffer.from(padded.slice(0, end)).toString()
  }

  const keys = {
    p256dh: Buffer.from(point).toString('base64url'),
    auth: Buffer.from(auth).toString('base64url'),
  }
  return { keys, read }
}

async function derive(
  secret: ArrayBuffer,
  { salt, info, bytes }: { salt: Uint8Array<ArrayBuffer>; info: Buffer<ArrayBuffer>; bytes: number },
): Promise<ArrayBuffer> {
  const key = await subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  return subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, key, bytes * 8)
}

/**
 * A stand-in for a push service, as strict as one: a POST with a TTL, a Topic and an Urgency as RFC 8030 has them, at most 4,096 bytes of
 * aes128gcm that its browser can read, and a VAPID token (RFC 8292) of the key with which it was subscribed: for this origin, not over,
 * for a day at most, with a contact.
 */
export async function startPushService({ key, now = Date.now }: { key: string; now?: () => number }) {
  const browser = await openBrowser()
  const came: Come[] = []
  const answers = new Map<string, { status: number; headers?: Record<string, string> }>()
  const complaints: string[] = []
  let origin = ''

  async function take(request: IncomingMessage): Promise<Come> {
    const { ttl = '', topic = '', urgency = '' } = request.headers as Record<string, string>
    const body = new Uint8Array(await buffer(request))
    expectTrue(request.method === 'POST', 'a POST')
    expectTrue(/^\d+$/.test(ttl), 'a TTL in seconds')
    expectTrue(/^[\w-]{1,32}$/.test(topic), 'a Topic of at most 32 characters of base64url')
    expectTrue(/^(very-low|low|normal|high)$/.test(urgency), 'an Urgency')
    expectTrue(request.headers['content-encoding'] === 'aes128gcm', 'aes128gcm')
    expectTrue(body.length <= 4_096, 'at most 4,096 bytes')
    await checkVapid(request.headers.authorization ?? '', { key, origin, now: now() })
    const notice = JSON.parse(await browser.read(body)) as Notice
    return { path: request.url ?? '', bytes: body.length, headers: { ttl, topic, urgency }, notice }
  }

  const server = createServer(async (request, response) => {
    try {
      const taken = await take(request)
      const { status, headers } = answers.get(taken.path) ?? { status: 201 }
      if (status === 201) came.push(taken)
      response.writeHead(status, headers).end()
    } catch (error) {
      complaints.push(String(error))
      response.writeHead(400).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    keys: browser.keys,
    came,
    /** What was wrong with messages. */
    complaints,
    answer: (path: string, status: number, headers?: Record<string, string>) =>
      answers.set(path, { status, ...(headers && { headers }) }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function checkVapid(
  authorization: string,
  { key, origin, now }: { key: string; origin: string; now: number },
): Promise<void> {
  const [, head = '', claims = '', signature = '', k = ''] =
    /^vapid t=([\w-]+)\.([\w-]+)\.([\w-]+), k=([\w-]+)$/.exec(authorization) ?? []
  expectTrue(k === key, 'the key of the subscription')
  const parsed = [head, claims].map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  const [{ alg }, { aud, exp, sub }] = parsed as [{ alg: string }, { aud: string; exp: number; sub: string }]
  expectTrue(alg === 'ES256', 'ES256')
  expectTrue(aud === origin, `the audience ${origin}`)
  expectTrue(exp * 1_000 > now && exp * 1_000 <= now + 86_400_000, 'a token that ends within a day')
  expectTrue(/^(mailto:\S+@\S+|https:)/.test(sub), 'a contact')
  const verifier = await subtle.importKey('raw', bytesOf(k), { name: 'ECDSA', ...P256 }, false, ['verify'])
  const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
  const signed = new TextEncoder().encode(`${head}.${claims}`)
  expectTrue(await subtle.verify(algorithm, verifier, bytesOf(signature), signed), 'a good signature')
}

function expectTrue(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected ${what}`)
}
