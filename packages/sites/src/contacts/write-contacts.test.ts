import { readFileSync } from 'node:fs'
import { Contact } from '@jernih/domain'
import { describe, expect, it } from 'vitest'
import { parseSite } from '../parse-site.ts'
import { writeContacts } from './write-contacts.ts'

const text = readFileSync(new URL('../../../../sites/mojokerto-batik.yaml', import.meta.url), 'utf8')
const file = 'mojokerto-batik.yaml'

function contactsOf(written: string): Contact[] {
  const parsed = parseSite(file, written)
  if ('mistakes' in parsed) throw new Error(parsed.mistakes.join())
  return parsed.site.contacts
}

const before = contactsOf(text)
const siti = Contact.parse({
  ...{ name: 'Siti: # "pagi"', role: 'operator', phone: '0812', whatsapp: '+6281234567890', telegram: -123 },
  notify: { priority: 'high', shift: { from: '06:00', to: '18:00' }, afterMinutes: 30 },
})
const [operator, ...others] = before as [Contact, ...Contact[]]

/** The lines that only one of both has. */
function different(one: string, other: string): { gone: string[]; come: string[] } {
  const [had, has] = [one.split('\n'), other.split('\n')]
  return { gone: had.filter((line) => !has.includes(line)), come: has.filter((line) => !had.includes(line)) }
}

it('leaves the file as it is, byte for byte, where nobody is different', () => {
  expect(writeContacts(text, before)).toBe(text)
})

it('changes the lines of whoever is different, and none else', () => {
  const written = writeContacts(text, [{ ...operator, email: 'new@example.org' }, ...others])
  const line = (email: string) => `  - { name: Operator IPAL, role: operator, email: ${email}, language: id }`
  expect(different(text, written)).toEqual({
    gone: [line('operator@example.org')],
    come: [line('new@example.org')],
  })
})

it.each([
  { story: 'one more', contacts: [...before, siti] },
  { story: 'one fewer', contacts: others },
  { story: 'another order', contacts: before.toReversed() },
  { story: 'others altogether', contacts: [siti] },
  { story: 'nobody', contacts: [] },
])('says $story, and all else as before', ({ contacts }) => {
  const written = writeContacts(text, contacts)
  expect(contactsOf(written)).toEqual(contacts)
  const [head, tail] = [text.indexOf('contacts:'), text.indexOf('# How alarms behave')]
  expect(written.startsWith(text.slice(0, head))).toBe(true)
  expect(written.endsWith(text.slice(tail))).toBe(true)
})

describe('the way in which a file is written', () => {
  const none = text.replace(/contacts:\n( {2}.*\n)+/, '')
  const block = `${none}contacts:
- name: Budi # the boss
  # his own
  email: budi@example.org
  role: manager

# On nights:
- name: Ani
  role: operator # since May
# The end.`
  it.each([
    { story: 'without contacts', given: none },
    { story: 'with an empty list', given: none.replace('name:', 'contacts: []\nname:') },
    { story: 'without a line break at its end', given: none.trimEnd() },
    { story: 'with line breaks of Windows', given: text.replaceAll('\n', '\r\n') },
    { story: 'with contacts at its end', given: block },
  ])('is kept: $story', ({ given }) => {
    const asked = [...contactsOf(given), siti]
    const written = writeContacts(given, asked)
    expect(contactsOf(written)).toEqual(asked)
    expect(/(?<!\r)\n/.test(written)).toBe(/(?<!\r)\n/.test(given))
  })

  it('is kept: with comments among them', () => {
    const [budi, ani] = contactsOf(block) as [Contact, Contact]
    const written = writeContacts(block, [{ ...budi, email: 'b@example.org' }, ani])
    for (const comment of ['# the boss', '# his own', '# On nights:', '# since May', '# The end.'])
      expect(written).toContain(comment)
    expect(contactsOf(written)[0]?.email).toBe('b@example.org')
  })
})

it('takes out the last one where a comment stands right below the list', () => {
  const [head = ''] = text.split(/^contacts:/m)
  const list = 'contacts:\n- { name: Siti, role: operator, email: siti@example.org }\n'
  expect(writeContacts(`${head}${list}# below\n`, [])).toBe(`${head}contacts: []\n# below\n`)
})

it('refuses where an anchor goes that is used elsewhere', () => {
  const anchored = text
    .replace('email: operator@example.org', 'email: &mail operator@example.org')
    .replace('email: dlh@example.org', 'email: *mail')
  const [first, second] = contactsOf(anchored) as [Contact, Contact]
  expect(second.email).toBe(first.email)
  expect(() => writeContacts(anchored, [second])).toThrow()
})
