import { createECDH, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Who we are to push services (VAPID, RFC 8292): browsers subscribe with the public key, and we sign with the other. */
export interface Vapid {
  /** The public key, uncompressed, in base64url. */
  key: string
  /** It was made just now: what browsers subscribed to before is of a key that is lost. */
  isNew: boolean
  /** The `Authorization` of a message to the service of this origin, at `now`. */
  authorization(origin: string, now: number): string
}

/** A service may refuse more than a day (RFC 8292, 2); the clocks of both may differ. */
const tokenMs = 12 * 3_600_000
/** One is used again for so long. */
const renewMs = 3_600_000

/**
 * With the keys in `<directory>/push-key`, made at the first start and its owner's alone. Whoever loses them loses all subscriptions:
 * browsers take messages of the key alone with which they subscribed. `contact` is a `mailto:` or `https:` address.
 */
export async function openVapid({
  directory,
  contact,
}: {
  directory: string
  contact: string
}): Promise<Vapid> {
  const file = join(directory, 'push-key')
  const own = createECDH('prime256v1')
  const kept = await readKey(file)
  own.generateKeys()
  const isNew = kept === null
  const text = kept ?? own.getPrivateKey('base64url')
  if (isNew) await writeKey(directory, text)
  try {
    own.setPrivateKey(text, 'base64url')
  } catch (cause) {
    const help = 'put the one of a backup there, or remove it and all subscribe anew'
    throw new Error(`${file} holds no key: ${help}`, { cause })
  }
  const signer = signerOf(own.getPrivateKey(), own.getPublicKey())
  const key = own.getPublicKey('base64url')
  const tokens = new Map<string, { token: string; at: number }>()

  return {
    key,
    isNew,
    authorization(origin, now) {
      const known = tokens.get(origin)
      const isFresh = known && Math.abs(now - known.at) < renewMs
      const { token } = isFresh ? known : { token: tokenFor({ origin, contact, now, signer }) }
      if (!isFresh) tokens.set(origin, { token, at: now })
      return `vapid t=${token}, k=${key}`
    },
  }
}

/** Null where there is none yet: an empty one is of a start that was cut short. */
async function readKey(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim() || null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return null
  }
}

/** Whole and on disk, or not at all. */
async function writeKey(directory: string, text: string): Promise<void> {
  const file = join(directory, 'push-key')
  const draft = `${file}.new`
  await rm(draft, { force: true })
  await writeFile(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await rename(draft, file)
  await using folder = await open(directory)
  await folder.sync()
}

function tokenFor(given: { origin: string; contact: string; now: number; signer: KeyObject }): string {
  const { origin, contact, now, signer } = given
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = part({ typ: 'JWT', alg: 'ES256' })
  const claims = part({ aud: origin, exp: Math.floor((now + tokenMs) / 1_000), sub: contact })
  const signed = `${head}.${claims}`
  const signature = sign('sha256', Buffer.from(signed), { key: signer, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function signerOf(privateKey: Buffer, publicKey: Buffer): KeyObject {
  const [x, y] = [publicKey.subarray(1, 33), publicKey.subarray(33)]
  // ECDH drops leading zeros; JWK may not.
  const d = Buffer.concat([Buffer.alloc(32 - privateKey.length), privateKey])
  const [jwkX, jwkY, jwkD] = [x, y, d].map((bytes) => bytes.toString('base64url'))
  const jwk = { kty: 'EC', crv: 'P-256', x: jwkX ?? '', y: jwkY ?? '', d: jwkD ?? '' }
  return createPrivateKey({ key: jwk, format: 'jwk' })
}
