import { afterEach, expect, it, vi } from 'vitest'
import { createPage } from './create-page.ts'

afterEach(() => vi.restoreAllMocks())

it('serves HTML, a style sheet and modules that import each other by the paths they are served at', () => {
  const { files } = createPage()
  expect(files.get('/')?.type).toBe('text/html; charset=utf-8')
  for (const [path, { type, body }] of files) {
    if (!path.endsWith('.ts')) continue
    expect(type, path).toBe('text/javascript; charset=utf-8')
    for (const [, imported = ''] of body().matchAll(/from '([^']+)'/g)) {
      expect(files.has(new URL(imported, `http://x${path}`).pathname), `${path} imports ${imported}`).toBe(
        true,
      )
    }
  }
})

it('holds nothing inline and nothing from elsewhere, as the content security policy asks', () => {
  const { files } = createPage()
  const html = files.get('/')?.body() ?? ''
  expect(html).not.toMatch(/<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc="\/page\/)/)
  for (const [path, { body }] of files) {
    expect(body(), path).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/)
    expect(body(), path).not.toMatch(/(?:src|href|url\(|fetch\()\s*=?\s*["'(]https?:/)
  }
})

it('keeps what Node thinks of its type stripper from whoever starts the station', () => {
  const warned = vi.spyOn(process, 'emitWarning')
  for (const { body } of createPage().files.values()) body()
  expect(warned).not.toHaveBeenCalled()
})
