import { basename, extname } from 'node:path'
import { Site } from '@jernih/domain'
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { z } from 'zod'
import { checkSite } from './check-site.ts'
import type { Complaint, Path } from './complaint.ts'

/** A mistake reads `file:line: path: what was expected there`. */
export type ParsedSite = { site: Site } | { mistakes: string[] }

/** Reads one site's YAML; `file` is named in the mistakes, and its base name must be the site's id. All mistakes at once. */
export function parseSite(file: string, text: string): ParsedSite {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const mistake = (offset: number, message: string) => `${file}:${lines.linePos(offset).line}: ${message}`

  const [broken] = document.errors
  // Those after the first are mostly its echoes.
  if (broken) return { mistakes: [mistake(broken.pos[0], `YAML: ${broken.message}`)] }
  const content = contentOf(document)
  if (content instanceof Error) return { mistakes: [mistake(0, `YAML: ${content.message}`)] }
  const parsed = Site.safeParse(content)
  const complaints = parsed.success
    ? complaintsAbout(parsed.data, file)
    : parsed.error.issues.flatMap(complaintsOf)
  if (parsed.success && complaints.length === 0) return { site: parsed.data }
  return {
    mistakes: complaints.map(({ path, expected }) =>
      mistake(offsetOf(document.contents, path), `${pathName(path)}: ${expected}`),
    ),
  }
}

/** An error where an alias (`*name`) leads nowhere, or multiplies without end. */
function contentOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS()
  } catch (error) {
    return error
  }
}

function complaintsAbout(site: Site, file: string): Complaint[] {
  const name = basename(file, extname(file))
  const expected = `expected ${name}, the name of its file`
  return [...(site.id === name ? [] : [{ path: ['id'], expected }]), ...checkSite(site)]
}

function complaintsOf(issue: z.core.$ZodIssue): Complaint[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    const expected = `unknown key, expected one of ${keysAt(path).join(', ')}`
    return issue.keys.map((key) => ({ path: [...path, key], expected }))
  }
  const expected = issue.message.replace(/^Invalid input: /, '')
  const missing = expected.match(/^(expected .*), received undefined$/)
  return [{ path, expected: missing ? `missing, ${missing[1]}` : expected }]
}

/** The keys that the schema knows at a path. */
function keysAt(path: Path): string[] {
  let schema: z.core.JSONSchema.BaseSchema = z.toJSONSchema(Site, { io: 'input' })
  for (const step of path) {
    const next =
      typeof step === 'number'
        ? schema.items
        : (schema.properties?.[String(step)] ?? schema.additionalProperties)
    if (typeof next !== 'object' || Array.isArray(next)) return []
    schema = next
  }
  const names = typeof schema.propertyNames === 'object' ? schema.propertyNames.enum : undefined
  return names?.map(String) ?? Object.keys(schema.properties ?? {})
}

/** Where the thing at `path` is written; where it is missing, the nearest thing around it. */
function offsetOf(contents: Node | null, path: Path): number {
  let node: unknown = contents
  let offset = contents?.range?.[0] ?? 0
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step))
      if (!pair) break
      node = pair.value
      offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? offset) : offset
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as Node | undefined
      if (!item) break
      node = item
      offset = item.range?.[0] ?? offset
    } else break
  }
  return offset
}

/** `points[0].parameters.ph`; `site` for the whole. */
function pathName(path: Path): string {
  const name = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
  return name || 'site'
}
