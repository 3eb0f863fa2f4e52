import { createHash } from 'node:crypto'
import type { Clock, Database } from '@jernih/runtime'
import { Secret, TOTP } from 'otpauth'
import type { Person } from './accounts.ts'

/** What an authenticator app is to be told: the secret in base32, and all of it as an `otpauth://` address. */
export interface Enrolment {
  secret: string
  uri: string
}

/** A code beside the password (TOTP, RFC 6238: SHA-1, 6 digits, 30 s, which every app knows), for whoever wants one. */
export interface SecondFactors {
  /** A new secret, told here and never again; it counts once it is confirmed. `stands`: there is a confirmed one. */
  begin(person: Person): Promise<Enrolment | 'stands'>
  /** Takes the secret up, with the first code made of it; answers the recovery codes, told here and never again. */
  confirm(person: string, code: string): Promise<string[] | 'wrong' | 'not begun'>
  /**
   * Whether this is a code of now, the one before or after it, or a recovery code. What was accepted is spent, with all codes before it: where
   * our clock is set back, recovery codes alone are good until it has caught up.
   */
  accept(person: string, code: string): Promise<boolean>
  /** False where there is none. */
  remove(person: string): Promise<boolean>
}

/** The secret has to be computed with, so that it is kept as it is; recovery codes, 80 random bits each, by their SHA-256. */
export const secondFactorSchema = `CREATE TABLE IF NOT EXISTS second_factor (
  person TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, secret TEXT NOT NULL,
  confirmed INTEGER NOT NULL DEFAULT 0, last_step INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE IF NOT EXISTS recovery_code (
  person TEXT NOT NULL REFERENCES second_factor (person) ON DELETE CASCADE, digest TEXT NOT NULL,
  PRIMARY KEY (person, digest)) STRICT, WITHOUT ROWID`

const issuer = 'Jernih'
const recoveryCodes = 10
/** The steps before and after the present one whose codes are good as well: clocks differ, and people type. */
const window = 1

interface Row {
  secret: string
  confirmed: 0 | 1
}

export function createSecondFactors({
  database,
  clock,
}: {
  database: Database
  clock: Clock
}): SecondFactors {
  async function find(person: string): Promise<Row | undefined> {
    const sql = 'SELECT secret, confirmed FROM second_factor WHERE person = ?'
    const [row] = await database.all<Row>(sql, person)
    return row
  }

  /** Which step this code is of; null where it is none that is good now. */
  function stepOf(code: string, secret: string): number | null {
    const timestamp = clock.now()
    const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp, window })
    return delta === null ? null : TOTP.counter({ timestamp }) + delta
  }

  return {
    async begin({ id, username }) {
      const secret = new Secret().base32
      const sql = `INSERT INTO second_factor (person, secret) SELECT id, ? FROM person WHERE id = ?
        ON CONFLICT (person) DO UPDATE SET secret = excluded.secret WHERE confirmed = 0`
      const [begun] = await database.transaction([{ sql, rows: [[secret, id]] }])
      return begun === 1
        ? { secret, uri: new TOTP({ issuer, label: username, secret }).toString() }
        : 'stands'
    },

    async confirm(person, code) {
      const row = await find(person)
      if (!row || row.confirmed) return 'not begun'
      const step = stepOf(bare(code), row.secret)
      if (step === null) return 'wrong'
      const codes = Array.from({ length: recoveryCodes }, () => new Secret({ size: 10 }).base32)
      const unconfirmed = 'person = ? AND secret = ? AND confirmed = 0'
      const [, confirmed] = await database.transaction([
        {
          sql: `INSERT INTO recovery_code (person, digest) SELECT person, ? FROM second_factor WHERE ${unconfirmed}`,
          rows: codes.map((each) => [digestOf(each), person, row.secret]),
        },
        {
          sql: `UPDATE second_factor SET confirmed = 1, last_step = ? WHERE ${unconfirmed}`,
          rows: [[step, person, row.secret]],
        },
      ])
      return confirmed === 1 ? codes.map(inFours) : 'not begun'
    },

    async accept(person, code) {
      const row = await find(person)
      if (!row?.confirmed) return false
      const given = bare(code)
      const step = stepOf(given, row.secret)
      const spend =
        step === null
          ? {
              sql: 'DELETE FROM recovery_code WHERE person = ? AND digest = ?',
              rows: [[person, digestOf(given)]],
            }
          : {
              sql: 'UPDATE second_factor SET last_step = ? WHERE person = ? AND secret = ? AND last_step < ?',
              rows: [[step, person, row.secret, step]],
            }
      const [spent] = await database.transaction([spend])
      return spent === 1
    },

    async remove(person) {
      const sql = 'DELETE FROM second_factor WHERE person = ?'
      const [removed] = await database.transaction([{ sql, rows: [[person]] }])
      return removed === 1
    },
  }
}

/** As it was told, however it was typed. */
function bare(code: string): string {
  return code.replaceAll(/[\s-]/g, '').toUpperCase()
}

function inFours(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-')
}

function digestOf(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
