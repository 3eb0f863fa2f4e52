import { existsSync, globSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readDocument, root } from './documents.ts'

const documents = globSync(['*.md', 'docs/**/*.md', 'sites/**/*.md', 'simulators/*/*.md'], { cwd: root })

interface Link {
  text: string
  target: string
}

function linksOf(document: string): Link[] {
  const prose = readDocument(document).replace(/^```[\s\S]*?^```/gm, '')
  return [...prose.matchAll(/\[([^\]]+)\]\(([^)\s]+)\)/g)].map(([, text = '', target = '']) => ({
    text,
    target,
  }))
}

describe.each(documents)('%s', (document) => {
  const links = linksOf(document).filter(({ target }) => !/^[a-z]+:/.test(target))
  const place = ({ target }: Link) => {
    const [path = ''] = target.split('#')
    return path === '' ? join(root, document) : join(root, dirname(document), path)
  }

  it('links only to what is there', () => {
    expect(links.filter((link) => !existsSync(place(link))).map(({ target }) => target)).toEqual([])
  })

  it('links to headings that stand in their document', () => {
    const missing = links.filter((link) => {
      const [, heading] = link.target.split('#')
      return (
        heading !== undefined && place(link).endsWith('.md') && !headingsOf(place(link)).includes(heading)
      )
    })
    expect(missing.map(({ target }) => target)).toEqual([])
  })

  it('names functions and types that their files have', () => {
    const named = links.filter(({ text }) => /^`[A-Za-z]+`$/.test(text))
    const gone = named.filter((link) => {
      const file = place(link)
      if (!existsSync(file) || statSync(file).isDirectory()) return false
      return !new RegExp(`\\b${link.text.slice(1, -1)}\\b`).test(readFileSync(file, 'utf8'))
    })
    expect(gone).toEqual([])
  })
})

/** Headings as anchors, the way that GitHub makes them. */
function headingsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}
