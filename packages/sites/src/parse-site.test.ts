import { readFileSync } from 'node:fs'
import type { Site } from '@jernih/domain'
import { limitsInForce } from '@jernih/limits'
import { describe, expect, it } from 'vitest'
import { parseSite } from './parse-site.ts'

const text = `id: laweyan
name: Kampung Batik Laweyan
zone: Asia/Jakarta
limits:
  set: permen-lh-bplh-12-2025
  dischargePerDay: 20
contacts:
  - { name: Operator, role: operator, email: operator@example.org }
points:
  - id: outlet
    name: { id: Outlet, en: Outlet }
    kind: outlet
    parameters:
      ph: {}
      cod:
        quality:
          sensor: { low: 0, high: 10000 }
`

/** A permit of one limit, as it is written below `limits`. */
function permit(parameter: string, band: object, dates: object = {}): string {
  const citation = { source: 'Persetujuan teknis 7/2026', verified: true }
  return `  permit:\n    - ${JSON.stringify({ parameter, band, citation, validFrom: '2026-01-01', ...dates })}`
}

/** What is wrong with the file after `from` in it has become `to`. */
function mistakesAfter(from: string, to: string): string[] {
  expect(text).toContain(from)
  const parsed = parseSite('sites/laweyan.yaml', text.replace(from, to))
  return 'mistakes' in parsed ? parsed.mistakes : []
}

it('a sound file is a site', () => {
  expect(parseSite('sites/laweyan.yaml', text)).toMatchObject({
    site: { id: 'laweyan', points: [{ id: 'outlet', intervalSeconds: 60 }] },
  })
})

it.each(['mojokerto-batik', 'banjarmasin-sasirangan'])('%s, which comes with Jernih, is sound', (id) => {
  const file = new URL(`../../../sites/${id}.yaml`, import.meta.url)
  expect(parseSite(file.pathname, readFileSync(file, 'utf8'))).toMatchObject({ site: { id } })
})

it('Mojokerto is judged by its province, in figures that are the nation’s for so little water', () => {
  const file = new URL('../../../sites/mojokerto-batik.yaml', import.meta.url)
  const parsed = parseSite(file.pathname, readFileSync(file, 'utf8'))
  if ('mistakes' in parsed) return expect.fail(parsed.mistakes.join('\n'))
  const { site } = parsed
  const at = Date.parse('2026-11-24T09:00:00+07:00')
  const bands = (place: Site) => limitsInForce(place, at).map(({ parameter, band }) => ({ parameter, band }))
  const national = { ...site, limits: { ...site.limits, set: 'permen-lh-bplh-12-2025' } }
  expect(bands(site)).toEqual(expect.arrayContaining(bands(national)))
  expect(bands(site)).toHaveLength(bands(national).length)
  const cod = limitsInForce(site, at).find(({ parameter }) => parameter === 'cod')
  expect(cod?.citation).toMatchObject({ source: expect.stringMatching(/72\/2013/), verified: false })
})

describe('a mistake names the file, the line, the path and what was expected', () => {
  it.each([
    { from: 'Asia/Jakarta', to: 'WIB', says: '3: zone: expected an IANA time zone' },
    { from: '20\n', to: 'twenty\n', says: '6: limits.dischargePerDay: expected number, received string' },
    { from: '20\n', to: '-20\n', says: '6: limits.dischargePerDay: Too small: expected number to be >0' },
    { from: 'bplh-12-2025', to: '12-2025', says: '5: limits.set: unknown limit set, expected one of ' },
    {
      from: 'role: operator',
      to: 'role: boss',
      says: '8: contacts[0].role: Invalid option: expected one of "operator"',
    },
    { from: 'operator@example.org', to: 'nowhere', says: '8: contacts[0].email: Invalid email address' },
    {
      from: 'role: operator,',
      to: 'role: operator, notify: { quiet: { from: "22:00", to: "6" } },',
      says: '8: contacts[0].notify.quiet.to: expected a time of day, such as "07:00"',
    },
    {
      from: 'role: operator,',
      to: 'role: operator, whatsapp: 081234567890,',
      says: '8: contacts[0].whatsapp: expected a number in quotes, such as "+6281234567890"',
    },
    {
      from: 'role: operator,',
      to: 'role: operator, webhook: ftp://example.org,',
      says: '8: contacts[0].webhook: expected a URL such as https://example.org/alarms',
    },
    {
      from: '\npoints:',
      to: '\n  - { name: Operator, role: manager }\npoints:',
      says: '7: contacts: expected each name once',
    },
    {
      from: '    kind: outlet\n',
      to: '',
      says: '10: points[0].kind: Invalid option: expected one of "inlet"',
    },
    { from: 'name: Kampung Batik Laweyan\n', to: '', says: '1: name: missing, expected string' },
    {
      from: '    kind:',
      to: '    knd: x\n    kind:',
      says: '12: points[0].knd: unknown key, expected one of id, name, kind',
    },
    {
      from: '      ph:',
      to: '      mercury:',
      says: '14: points[0].parameters.mercury: unknown key, expected one of ph, cod',
    },
    {
      from: 'low: 0',
      to: 'low: 20000',
      says: '17: points[0].parameters.cod.quality.sensor: expected low below high',
    },
    {
      from: 'high: 10000',
      to: 'hihg: 10000',
      says: '17: points[0].parameters.cod.quality.sensor.hihg: unknown key, expected one of low, high',
    },
    {
      from: '      ph: {}',
      to: '      ph: { rules: { limit: { deadbandPercent: 50 } } }',
      says: '14: points[0].parameters.ph.rules.limit.deadbandPercent: expected below 33.3, else nothing is left of ph 6–9',
    },
    {
      from: 'contacts:',
      to: 'rules: { approaching: { deadbandPercent: 31 } }\ncontacts:',
      says: '7: rules.approaching.deadbandPercent: expected below 30.0, else nothing is left of ph 6–9',
    },
    {
      from: 'contacts:',
      to: 'rules: { approaching: { sharePercent: 50, deadbandPercent: 20 } }\ncontacts:',
      says: '7: rules.approaching.deadbandPercent: expected below 16.7, else nothing is left of ph 6–9',
    },
    {
      from: 'contacts:',
      to: `${permit('ph', { low: 7, high: 7.1 })}\ncontacts:`,
      says: '16: points[0].parameters.ph.rules.limit.deadbandPercent: expected below 1.4, else nothing is left of ph 7–7.1',
    },
    {
      from: 'contacts:',
      to: `${permit('cod', { high: 120 }, { validTo: '2025-12-31' })}\ncontacts:`,
      says: '8: limits.permit[0].validTo: expected a day after validFrom',
    },
    {
      from: 'contacts:',
      to: `${permit('cod', { high: 120 })}\n${permit('cod', { high: 100 }).replace('  permit:\n', '')}\ncontacts:`,
      says: '9: limits.permit[1]: expected days of its own: permit[0] limits cod too; end the older one by its validTo',
    },
    { from: 'id: laweyan', to: 'id: solo', says: '1: id: expected laweyan, the name of its file' },
    { from: 'id: laweyan', to: 'id: laweyan\nid: laweyan', says: '2: YAML: Map keys must be unique' },
    { from: 'zone:', to: '  zone:', says: '2: YAML: ' },
    { from: text, to: '', says: '1: site: expected object, received null' },
    { from: text, to: '- a list', says: '1: site: expected object, received array' },
  ])('$says', ({ from, to, says }) => {
    expect(mistakesAfter(from, to)).toContainEqual(expect.stringContaining(`sites/laweyan.yaml:${says}`))
  })
})

it('all mistakes of a file are told at once', () => {
  const broken = text
    .replace('Asia/Jakarta', 'WIB')
    .replace('kind: outlet', 'kind: drain')
    .replace('id: laweyan', 'id: Laweyan')
  expect(parseSite('sites/laweyan.yaml', broken)).toEqual({
    mistakes: [
      expect.stringContaining(':1: id:'),
      expect.stringContaining(':3: zone:'),
      expect.stringContaining(':12: points[0].kind:'),
    ],
  })
})

it('a file that multiplies itself is refused', () => {
  const levels = [...'abcdefghij'].map((name, depth, names) => {
    const inner = depth === 0 ? 'x' : `*${names[depth - 1]}`
    return `${name}: &${name} [${Array(9).fill(inner).join(', ')}]`
  })
  expect(parseSite('sites/bomb.yaml', levels.join('\n'))).toHaveProperty('mistakes')
})

it('a wide deadband is sound where it leaves something: at one limit alone, and at a point that no limit binds', () => {
  const wide = '{ rules: { limit: { deadbandPercent: 50 } } }'
  expect(mistakesAfter('      cod:\n', `      tss: ${wide}\n      cod:\n`)).toEqual([])
  const inlet = text.replace('ph: {}', `ph: ${wide}`).replace('kind: outlet', 'kind: inlet')
  expect(parseSite('sites/laweyan.yaml', inlet)).toHaveProperty('site')
})
