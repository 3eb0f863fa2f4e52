import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** Argon2id as OWASP's password storage cheat sheet asks at least: 19 MiB and some 20 ms a password. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 }
const hashBytes = 32

/** `$argon2id$v=19$m=…,t=…,p=…$salt$hash`: the salt is the hash's own, the cost travels with it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  const { memory, passes, parallelism } = cost
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${encode(salt)}$${encode(hash)}`
}

/** Compares in constant time; throws where `stored` is no hash of ours. */
export async function matchesPassword(password: string, stored: string): Promise<boolean> {
  const parts = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(stored)
  if (!parts) throw new Error('not an Argon2id hash')
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts
  const given = await derive(password, Buffer.from(salt, 'base64'), {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  })
  return timingSafeEqual(given, Buffer.from(hash, 'base64'))
}

/** One form for one text, however a keyboard composes its letters. */
function derive(password: string, nonce: Buffer, given: typeof cost): Promise<Buffer> {
  const message = Buffer.from(password.normalize('NFKC'))
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message, nonce, tagLength: hashBytes, ...given }, (error, hash) => {
      if (error) reject(error)
      else resolve(hash)
    })
  })
}

const encode = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
