import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto'

/** What a browser gave to be sent to, in base64url: a point of P-256, uncompressed, and a secret of 16 bytes. */
export interface BrowserKeys {
  p256dh: string
  auth: string
}

/** A push service takes at most 4,096 bytes: header, padding and tag are 86, 1 and 16 of them. */
export const longestPayload = 4_096 - 86 - 1 - 16

/**
 * A body of `aes128gcm` (RFC 8188) that this browser alone can read (RFC 8291): one record. `given` is for the vectors of the RFC; else
 * the key pair and the salt are new for each message.
 */
export function encryptPush(
  payload: Uint8Array,
  { p256dh, auth }: BrowserKeys,
  given: { privateKey?: Uint8Array; salt?: Uint8Array } = {},
): Buffer {
  const own = createECDH('prime256v1')
  if (given.privateKey) own.setPrivateKey(given.privateKey)
  else own.generateKeys()
  const salt = given.salt ?? randomBytes(16)
  const [browserKey, ownKey] = [Buffer.from(p256dh, 'base64url'), own.getPublicKey()]

  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browserKey, ownKey])
  const secret = hkdf(own.computeSecret(browserKey), {
    salt: Buffer.from(auth, 'base64url'),
    info,
    bytes: 32,
  })
  const key = hkdf(secret, { salt, info: Buffer.from('Content-Encoding: aes128gcm\0'), bytes: 16 })
  const nonce = hkdf(secret, { salt, info: Buffer.from('Content-Encoding: nonce\0'), bytes: 12 })

  const cipher = createCipheriv('aes-128-gcm', key, nonce)
  // The 2 says that this is the last record.
  const record = [
    cipher.update(payload),
    cipher.update(Buffer.from([2])),
    cipher.final(),
    cipher.getAuthTag(),
  ]
  const sizes = Buffer.alloc(5)
  sizes.writeUInt32BE(4_096)
  sizes.writeUInt8(ownKey.length, 4)
  return Buffer.concat([salt, sizes, ownKey, ...record])
}

/** What is wrong with such keys, by the name of the key; null where nothing is. */
export function complaintOf({
  p256dh,
  auth,
}: BrowserKeys): { path: keyof BrowserKeys; expected: string } | null {
  if (!isBase64url(auth) || Buffer.from(auth, 'base64url').length !== 16)
    return { path: 'auth', expected: 'expected 16 bytes in base64url' }
  const expected = 'expected an uncompressed point of P-256, 65 bytes in base64url'
  const key = Buffer.from(p256dh, 'base64url')
  if (!isBase64url(p256dh) || key.length !== 65 || key[0] !== 4) return { path: 'p256dh', expected }
  try {
    const any = createECDH('prime256v1')
    any.generateKeys()
    any.computeSecret(key)
    return null
  } catch {
    return { path: 'p256dh', expected }
  }
}

function hkdf(
  secret: Uint8Array,
  { salt, info, bytes }: { salt: Uint8Array; info: Uint8Array; bytes: number },
): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes))
}

/** Some browsers pad it, and some libraries write it as base64. */
function isBase64url(text: string): boolean {
  return /^[\w-]+={0,2}$/.test(text)
}
