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

/** The certificates in a PEM file, one or more, and nothing else of it. Throws {@link NotAsked}, which names `from`, where the file is none. */
export function readCertificates(file: string, from: string): string[] {
  const text = readGiven(file, from)
  try {
    const blocks = text.match(/-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----/gs) ?? ['']
    return blocks.map((block) => new X509Certificate(block).toString())
  } catch (cause) {
    throw new NotAsked(
      told(
        `${file} bukan sertifikat PEM. Lihat ${from}.`,
        `${file} holds no certificate in PEM. See ${from}.`,
      ),
      { cause },
    )
  }
}

/** A device's certificate; its key, should the file hold that too, is not read. Throws {@link NotAsked}. */
export function readDeviceCertificate(file: string): string {
  const [certificate = '', ...more] = readCertificates(file, 'pnpm devices certificate')
  if (more.length === 0) return certificate
  throw new NotAsked(
    told(
      `${file} berisi ${more.length + 1} sertifikat; yang diminta hanya satu, milik perangkat.`,
      `${file} holds ${more.length + 1} certificates; expected the device's alone.`,
    ),
  )
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
