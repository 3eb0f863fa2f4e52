import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SiteId } from '@jernih/domain'
import { createLog } from '@jernih/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoSites, openSites, type Sites } from './sites.ts'

const mojokerto = SiteId.parse('mojokerto-batik')
const laweyan = SiteId.parse('laweyan')
const example = await readFile(new URL('../../../sites/mojokerto-batik.yaml', import.meta.url), 'utf8')

let directory: string
let sites: Sites | undefined
let logged: string[]
let changes: string[]

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'jernih-sites-'))
  logged = []
  changes = []
  await write(mojokerto)
})
afterEach(async () => {
  await sites?.close()
  sites = undefined
  await rm(directory, { recursive: true })
})

const fileOf = (name: string) => join(directory, name.includes('.') ? name : `${name}.yaml`)

function write(name: string, change: (text: string) => string = (text) => text) {
  return writeFile(fileOf(name), change(example.replace(mojokerto, name.replace(/\..*/, ''))))
}

async function open(): Promise<Sites> {
  const opened = await openSites({
    directory,
    log: createLog('info', { write: (line) => logged.push(line) }),
  })
  opened.onChange((id, site) => changes.push(`${id}: ${site?.name ?? 'removed'}`))
  sites = opened
  return opened
}

const named = (name: string) => (text: string) => text.replace(/^name: .*$/m, `name: ${name}`)
const broken = (text: string) => text.replace('dischargePerDay: 2', 'dischargePerDay: two')

describe('at the start', () => {
  it('every sound file is a site', async () => {
    await write(laweyan)
    await writeFile(join(directory, 'README.md'), 'not a site')
    const opened = await open()
    expect(opened.all().map(({ id }) => id)).toEqual([laweyan, mojokerto])
    expect(opened.get(mojokerto)?.zone).toBe('Asia/Jakarta')
    expect(opened.mistakes()).toEqual([])
  })

  it('a broken file is told, and the others are taken up', async () => {
    await write(laweyan, broken)
    const opened = await open()
    expect(opened.all().map(({ id }) => id)).toEqual([mojokerto])
    expect(opened.mistakes()).toEqual([
      expect.stringMatching(/laweyan\.yaml:\d+: limits\.dischargePerDay: expected number/),
    ])
    expect(logged.join('')).toContain('laweyan.yaml')
  })

  it('two files of one id are a mistake, and the first by name counts', async () => {
    await write('mojokerto-batik.yml', named('Another'))
    const opened = await open()
    expect(opened.get(mojokerto)?.name).toContain('Maja Bharama')
    expect(opened.mistakes()).toEqual([
      expect.stringMatching(/mojokerto-batik\.yml: id: expected an id of its own/),
    ])
  })

  it('no sound file at all is an error that has each mistake', async () => {
    await write(mojokerto, broken)
    await expect(open()).rejects.toThrow(NoSites)
    await expect(open()).rejects.toThrow(/mojokerto-batik\.yaml:\d+: limits\.dischargePerDay/)
    await rm(fileOf(mojokerto))
    await expect(open()).rejects.toThrow(/expected at least one site file/)
  })

  it('a directory that is not there is an error', async () => {
    const nowhere = join(directory, 'nowhere')
    await expect(openSites({ directory: nowhere, log: createLog('silent') })).rejects.toThrow(/nowhere/)
  })
})

describe('without a restart', () => {
  it('a changed file is taken up', async () => {
    const opened = await open()
    await write(mojokerto, named('Renamed'))
    await vi.waitFor(() => expect(changes).toEqual(['mojokerto-batik: Renamed']), 10_000)
    expect(opened.get(mojokerto)?.name).toBe('Renamed')
  })

  it('a file that an editor puts in the place of the old is taken up', async () => {
    await open()
    await writeFile(fileOf('draft.txt'), named('Replaced')(example))
    await rename(fileOf('draft.txt'), fileOf(mojokerto))
    await vi.waitFor(() => expect(changes).toEqual(['mojokerto-batik: Replaced']), 10_000)
  })

  it('a broken file keeps the old and says so, until it is mended', async () => {
    const opened = await open()
    await write(mojokerto, (text) => named('Broken')(broken(text)))
    await vi.waitFor(
      () => expect(opened.mistakes()).toEqual([expect.stringContaining('dischargePerDay')]),
      10_000,
    )
    expect(opened.get(mojokerto)?.name).toContain('Maja Bharama')
    expect(logged.join('')).toContain('a site file has a mistake')
    expect(changes).toEqual([])
    await write(mojokerto, named('Mended'))
    await vi.waitFor(() => expect(changes).toEqual(['mojokerto-batik: Mended']), 10_000)
    expect(opened.mistakes()).toEqual([])
  })

  it('a new file is a new site, and a removed one is a site no more', async () => {
    const opened = await open()
    await write(laweyan, named('Laweyan'))
    await vi.waitFor(() => expect(changes).toEqual(['laweyan: Laweyan']), 10_000)
    await rm(fileOf(laweyan))
    await vi.waitFor(() => expect(changes).toEqual(['laweyan: Laweyan', 'laweyan: removed']), 10_000)
    expect(opened.get(laweyan)).toBeUndefined()
  })

  it('a new comment changes nothing', async () => {
    await open()
    await write(mojokerto, (text) => `${text}# a comment\n`)
    await write(laweyan, named('Laweyan'))
    await vi.waitFor(() => expect(changes).toEqual(['laweyan: Laweyan']), 10_000)
  })
})
