import { isDeepStrictEqual } from 'node:util'
import { Contact } from '@jernih/domain'
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'

/**
 * A sound site's YAML with these contacts in place of its own. Outside of them not a byte is different; among them, whoever is the same as
 * before is written as before, with their comments. Throws where YAML cannot say it, as when an anchor goes that is used elsewhere.
 */
export function writeContacts(text: string, contacts: readonly Contact[]): string {
  const document = parseDocument(text)
  const before = spanOf(document)
  document.set('contacts', listOf(document, contacts))
  const whole = document.toString({ lineWidth: 0 })
  const after = spanOf(parseDocument(whole))
  if (!after) throw new Error('there is no place for contacts in it')
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const written = whole.slice(after.start, after.end).replaceAll('\n', newline)
  if (before) {
    const [replaced, rest] = [text.slice(before.start, before.end), text.slice(before.end)]
    // A comment right below a list begins where the list ends.
    const end = replaced.endsWith('\n') && !written.endsWith('\n') ? newline : ''
    return text.slice(0, before.start) + written + end + rest
  }
  const gap = text.endsWith('\n') ? '' : newline
  return `${text}${gap}${written.trimEnd()}${newline}`
}

/** Where the key and its list are written. */
function spanOf({ contents }: Document): { start: number; end: number } | null {
  if (!isMap(contents)) return null
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === 'contacts')
  if (!pair || !isScalar(pair.key) || !isNode(pair.value)) return null
  const [start] = pair.key.range ?? []
  const [, end] = pair.value.range ?? []
  return start === undefined || end === undefined ? null : { start, end }
}

function listOf(document: Document, contacts: readonly Contact[]): YAMLSeq | Node {
  const present = document.get('contacts', true)
  const items = isSeq(present) ? (present.items as Node[]) : []
  const known = new Map(items.flatMap((item) => [[nameOf(item, document), item]]))
  const isFlow = items.length > 0 && items.every((item) => isMap(item) && item.flow)
  const list = isSeq(present) ? present : (document.createNode([]) as YAMLSeq)
  list.items = contacts.map((contact) => {
    const item = known.get(contact.name)
    return item ? changed(item, contact, document) : made(contact, document, isFlow)
  })
  if (contacts.length > 0 && items.length === 0) list.flow = false
  return list
}

function nameOf(item: Node, document: Document): unknown {
  const value: unknown = item.toJS(document)
  return typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined
}

function made(contact: Contact, document: Document, isFlow: boolean): Node {
  return document.createNode(contact, { flow: isFlow && contact.notify === undefined })
}

/** The item as it was written, but for what is different. */
function changed(item: Node, contact: Contact, document: Document): Node {
  const written: unknown = item.toJS(document)
  if (isDeepStrictEqual(Contact.safeParse(written).data, contact)) return item
  if (!isMap(item)) return made(contact, document, false)
  const map = item as YAMLMap
  const asked: Readonly<Record<string, unknown>> = contact
  const was = Contact.parse(written) as Readonly<Record<string, unknown>>
  map.items = (map.items as Pair[]).filter(
    ({ key }) => !isScalar(key) || asked[String(key.value)] !== undefined,
  )
  for (const [key, value] of Object.entries(asked)) {
    if (value !== undefined && !isDeepStrictEqual(was[key], value))
      map.set(key, document.createNode(value, { flow: map.flow === true }))
  }
  return map
}
