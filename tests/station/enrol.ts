import { Secret, TOTP } from 'otpauth'

export interface Enrolled {
  /** The code of now, or so many milliseconds from now. */
  code(inMs?: number): string
  recoveryCodes: string[]
  /** Their session. */
  cookie: string
}

/** A second factor for somebody who has a password, as an authenticator app goes about it; the code of now is spent by it. */
export async function enrol(
  httpUrl: string,
  { username, password }: { username: string; password: string },
): Promise<Enrolled> {
  let cookie = ''
  async function ask<Answer>(method: string, path: string, body: object): Promise<Answer> {
    const headers = { 'content-type': 'application/json', cookie, origin: httpUrl }
    const answer = await fetch(httpUrl + path, { method, headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return answer.status === 204 ? (undefined as Answer) : ((await answer.json()) as Answer)
  }

  await ask('POST', '/session', { username, password })
  const begun = await ask<{ secret: string }>('POST', '/session/second-factor', { password })
  const secret = Secret.fromBase32(begun.secret)
  const code = (inMs = 0) => TOTP.generate({ secret, timestamp: Date.now() + inMs })
  const confirmed = await ask<{ recoveryCodes: string[] }>('PUT', '/session/second-factor', {
    password,
    code: code(),
  })
  return { code, recoveryCodes: confirmed.recoveryCodes, cookie }
}
