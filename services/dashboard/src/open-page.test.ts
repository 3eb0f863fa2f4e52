import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { buildPage } from './build-page.ts'
import { openPage } from './open-page.ts'

const text = (body: Uint8Array | undefined) => new TextDecoder().decode(body)

describe('the screen', () => {
  it('is a document and what it names, each at the path it is served at', async () => {
    const page = openPage()
    const html = await page.file('/')
    expect(html?.type).toBe('text/html; charset=utf-8')
    const named = [...text(html?.body).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(named.length).toBeGreaterThan(3)
    for (const path of named) expect(await page.file(path), path).not.toBeNull()
    for (const path of ['/index.html', '/page/nothing.js', '/page/../../package.json', '/page']) {
      expect(await page.file(path), path).toBeNull()
    }
  })

  it('holds nothing inline and nothing from elsewhere, as the content security policy asks', async () => {
    const page = openPage()
    const html = text((await page.file('/'))?.body)
    expect(html).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc="\/page\/)/)
    expect(html).not.toMatch(/(?:src|href)="https?:/)
  })

  it('loads at most 80 kB of compressed JavaScript before its first page is usable', async () => {
    const page = openPage()
    const html = text((await page.file('/'))?.body)
    const first = [...html.matchAll(/(?:src|href)="(\/page\/[^"]+\.js)"/g)].map(([, path = '']) => path)
    const code = text((await page.file(first[0] ?? ''))?.body)
    // The overview and the plant, whichever is opened first, and what they share.
    const named = [
      ...code.matchAll(/page\/(?:overview|plant|age|resource|freshness|limit-scale)-[\w-]{8}\.js/g),
    ]
    const paths = new Set([...first, ...named.map(([path]) => `/${path}`)])
    let bytes = 0
    for (const path of paths) bytes += gzipSync((await page.file(path))?.body ?? '').length
    expect(paths.size).toBeGreaterThan(first.length)
    expect(bytes).toBeLessThan(80_000)
  })

  it('tells its worker every file of the shell, and nothing else', async () => {
    const page = openPage()
    const [, list = ''] = /"files":(\[[^\]]*\])/.exec(text((await page.file('/sw.js'))?.body)) ?? []
    const files = JSON.parse(list) as string[]
    expect(files.length).toBeGreaterThan(5)
    for (const path of files) expect(await page.file(path), path).not.toBeNull()
    expect(files.every((path) => path.startsWith('/page/'))).toBe(true)
  })

  it('is whole for whoever looks at it, though its build is gone from the disk', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'jernih-screen-'))
    await cp(await buildPage(), copy, { recursive: true })
    const page = openPage(Promise.resolve(copy))
    await page.file('/')
    await rm(copy, { recursive: true })
    expect(await page.file('/sw.js')).not.toBeNull()
  })

  it('is there again once the disk gives it, for whoever asked too early', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'jernih-screen-'))
    await cp(await buildPage(), copy, { recursive: true })
    const unreadable = join(copy, 'page/unreadable.js')
    await mkdir(unreadable)
    const page = openPage(Promise.resolve(copy))
    await expect(page.file('/')).rejects.toThrow('EISDIR')
    await rm(unreadable, { recursive: true })
    expect(await page.file('/')).not.toBeNull()
    await rm(copy, { recursive: true })
  })
})
