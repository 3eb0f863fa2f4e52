import { expect, it } from 'vitest'
import { includesRole, roles } from './role.ts'

it('lets each role do what those before it may, and nothing that only those after it may', () => {
  const allowed = roles.map((role) => roles.filter((least) => includesRole(role, least)))
  expect(allowed).toEqual([
    ['viewer'],
    ['viewer', 'operator'],
    ['viewer', 'operator', 'officer'],
    ['viewer', 'operator', 'officer', 'administrator'],
  ])
})
