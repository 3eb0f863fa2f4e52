import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'

// `pnpm secrets`: what docker-compose.yml asks for, made anew, in .env or the named file, readable by its owner alone.
// Uses nothing but Node, so that it runs before anything is installed.

const secrets = ['JERNIH_ADMIN_TOKEN', 'INFLUX_TOKEN', 'INFLUX_PASSWORD']
const file = process.argv[2] ?? '.env'

try {
  const lines = secrets.map((name) => `${name}=${randomBytes(32).toString('hex')}\n`)
  writeFileSync(file, lines.join(''), { mode: 0o600, flag: 'wx' })
  process.stdout.write(
    `Made ${secrets.join(', ')} in ${file}. Keep that file: InfluxDB takes its two at its first start alone.\n`,
  )
} catch (error) {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  process.stderr.write(`${file} exists already and stays as it is. Move it away to make new secrets.\n`)
  process.exitCode = 1
}
