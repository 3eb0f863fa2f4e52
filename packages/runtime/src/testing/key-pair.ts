import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** A self-signed certificate for `name` and its key, made by OpenSSL as `<name>.crt` and `<name>.key` in `directory`. */
export function makeKeyPair(directory: string, name: string): { certFile: string; keyFile: string } {
  const [certFile, keyFile] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)]
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name},DNS:localhost,IP:127.0.0.1`]
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
  execFileSync('openssl', ['req', '-x509', '-days', '2', ...made, '-out', certFile, ...subject], {
    stdio: 'ignore',
  })
  return { certFile, keyFile }
}
