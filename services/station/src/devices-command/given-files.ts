import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { NotAsked, told } from './problem.ts'

/** The administrator's token that the station made in its data directory. Throws {@link NotAsked} where there is none. */
export function readToken(directory: string): { token: string; tokenFrom: string } {
  const file = join(directory, 'admin-token')
  const token = readGiven(file, 'JERNIH_ADMIN_TOKEN, JERNIH_ADMIN_TOKEN_FILE, JERNIH_DATA_DIR').trim()
  return { token, tokenFrom: file }
}

/** The certificates in a PEM file, one or more. Throws {@link NotAsked} where the file is none. */
export function readCertificates(file: string): string[] {
  const text = readGiven(file, '--ca')
  try {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? ['']
    return blocks.map((block) => new X509Certificate(block).toString())
  } catch (cause) {
    throw new NotAsked(
      told(`${file} bukan sertifikat PEM. Lihat --ca.`, `${file} holds no certificate in PEM. See --ca.`),
      { cause },
    )
  }
}

function readGiven(file: string, settings: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new NotAsked(
      told(
        `${file} tidak dapat dibaca (${code}). Lihat ${settings}.`,
        `${file} cannot be read (${code}). See ${settings}.`,
      ),
      { cause },
    )
  }
}
