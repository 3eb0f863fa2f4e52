import { execFileSync, spawnSync } from 'node:child_process'

/** The real servers, clients and tools that the tests use, and the Debian package that brings each. */
const servers = {
  influxd: 'influxdb',
  mosquitto: 'mosquitto',
  mosquitto_pub: 'mosquitto-clients',
  chromium: 'chromium',
  'victoria-metrics': 'victoria-metrics',
  openssl: 'openssl',
  strace: 'strace',
  faketime: 'faketime',
  'mkfs.btrfs': 'btrfs-progs',
} as const

/**
 * Runs once before all tests. Installs what is missing where apt-get and root are at hand, and says so; elsewhere says aloud
 * what will not run. With `CI=true` a missing server is a failure.
 */
export function setup(): void {
  if (missing().length > 0 && mayInstall()) install(missing())
  const gone = missing()
  if (gone.length === 0) return
  const message = `Not on the path: ${gone.join(', ')}. Tests that need them do not run.`
  if (process.env['CI'] === 'true') throw new Error(message)
  console.warn(`\n*** ${message} ***\n`)
}

function missing(): (keyof typeof servers)[] {
  return (Object.keys(servers) as (keyof typeof servers)[]).filter((command) => !onPath(command))
}

function onPath(command: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${command}`], { env: process.env }).status === 0
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && onPath('apt-get')
}

function install(commands: readonly (keyof typeof servers)[]): void {
  const packages = commands.map((command) => servers[command])
  console.info(`Installing Debian's ${packages.join(', ')} for the tests …`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  // A server that starts itself would hold the ports that its own tests do not use, and outlive them.
  const policy = 'printf "#!/bin/sh\\nexit 101\\n" > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d'
  const keep = spawnSync('sh', ['-c', 'test -e /usr/sbin/policy-rc.d']).status === 0
  try {
    if (!keep) execFileSync('sh', ['-c', policy])
    execFileSync('apt-get', ['update', '-qq'], { env: environment, stdio: 'ignore' })
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      env: environment,
      stdio: 'ignore',
    })
  } catch (error) {
    console.warn(`apt-get could not install them: ${(error as Error).message}`)
  } finally {
    if (!keep) execFileSync('rm', ['-f', '/usr/sbin/policy-rc.d'])
  }
}
